// Signals: a flag that long computations poll, and waiting for a key without losing a signal. A handler writes
// a byte to a pipe, so that a signal wakes the waiting thread wherever and whenever it arrives.

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "internal.h"

// Lock-free atomics are safe in handlers, and, unlike a plain sig_atomic_t, between threads.
static volatile _Atomic sig_atomic_t interrupt_flag;
static volatile _Atomic sig_atomic_t woken_flags;

static int wake_pipe[2] = {-1, -1};
static volatile sig_atomic_t guarded_terminal = -1;
static struct termios guarded_settings;

static void open_pipe(void) {
  if (wake_pipe[0] >= 0 || pipe(wake_pipe) != 0) return;
  for (int i = 0; i < 2; i++) {
    fcntl(wake_pipe[i], F_SETFL, O_NONBLOCK);
    fcntl(wake_pipe[i], F_SETFD, FD_CLOEXEC);
  }
  // select can name only descriptors below FD_SETSIZE.
  if (wake_pipe[0] >= FD_SETSIZE) {
    close(wake_pipe[0]);
    close(wake_pipe[1]);
    wake_pipe[0] = wake_pipe[1] = -1;
  }
}

static void wake(int flag) {
  int saved = errno;
  atomic_fetch_or(&woken_flags, flag);
  // A full pipe already wakes.
  if (wake_pipe[1] >= 0) (void)!write(wake_pipe[1], "", 1);
  errno = saved;
}

static void on_interrupt(int signal_number) {
  (void)signal_number;
  atomic_store(&interrupt_flag, 1);
  wake(WOKEN_INTERRUPT);
}

static void on_terminal_signal(int signal_number) {
  wake(signal_number == SIGWINCH ? WOKEN_RESIZED : signal_number == SIGTSTP ? WOKEN_STOP : WOKEN_CONTINUED);
}

static void restore_terminal(void) {
  if (guarded_terminal >= 0) tcsetattr(guarded_terminal, TCSANOW, &guarded_settings);
}

static void on_end(int signal_number) {
  restore_terminal();
  // The default action was set on entry; it acts when the handler has returned.
  raise(signal_number);
}

static void handle(int signal_number, void (*handler)(int), int flags, struct sigaction *previous) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal_number, &action, previous);
}

void nabla_interrupt_install(void) {
  open_pipe();
  handle(SIGINT, on_interrupt, 0, NULL);
}

bool nabla_interrupt_requested(void) {
  return atomic_load_explicit(&interrupt_flag, memory_order_relaxed) != 0;
}

void nabla_interrupt_clear(void) {
  atomic_store(&interrupt_flag, 0);
  atomic_fetch_and(&woken_flags, ~WOKEN_INTERRUPT);
}

static const int noticed[] = {SIGWINCH, SIGTSTP, SIGCONT};
static const int ending[] = {SIGTERM, SIGHUP, SIGQUIT};
static struct sigaction previous_noticed[3], previous_ending[3];

void nabla_signals_begin(int terminal) {
  static bool registered = false;
  if (!registered) registered = atexit(restore_terminal) == 0;
  open_pipe();
  atomic_fetch_and(&woken_flags, WOKEN_INTERRUPT);
  if (tcgetattr(terminal, &guarded_settings) == 0) guarded_terminal = terminal;
  for (int i = 0; i < 3; i++) {
    handle(noticed[i], on_terminal_signal, 0, &previous_noticed[i]);
    handle(ending[i], on_end, (int)SA_RESETHAND, &previous_ending[i]);
    // What the caller or the parent process ignores stays ignored.
    if (previous_noticed[i].sa_handler == SIG_IGN) sigaction(noticed[i], &previous_noticed[i], NULL);
    if (previous_ending[i].sa_handler == SIG_IGN) sigaction(ending[i], &previous_ending[i], NULL);
  }
}

void nabla_signals_end(void) {
  for (int i = 0; i < 3; i++) {
    sigaction(noticed[i], &previous_noticed[i], NULL);
    sigaction(ending[i], &previous_ending[i], NULL);
  }
  guarded_terminal = -1;
}

int nabla_wait(int input) {
  for (;;) {
    if (wake_pipe[0] >= 0) {
      char drained[64];
      while (read(wake_pipe[0], drained, sizeof drained) > 0) continue;
    }
    int woken = atomic_exchange(&woken_flags, 0);
    if (woken != 0) return woken;
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(input, &readable);
    if (wake_pipe[0] >= 0) FD_SET(wake_pipe[0], &readable);
    int highest = input > wake_pipe[0] ? input : wake_pipe[0];
    int count = select(highest + 1, &readable, NULL, NULL, NULL);
    if (count < 0 && errno != EINTR) return -1;
    if (count > 0 && FD_ISSET(input, &readable)) return 0;
  }
}

void nabla_stop(void) {
  struct sigaction ours;
  handle(SIGTSTP, SIG_DFL, 0, &ours);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
  atomic_fetch_and(&woken_flags, ~(WOKEN_STOP | WOKEN_CONTINUED));
}
