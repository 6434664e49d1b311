// The line editor: libedit's wide-character interface, with a reader of our own that decodes UTF-8 and notices
// signals.

#ifndef __APPLE__
#define _GNU_SOURCE
#endif

#include "editor.h"

#ifdef NABLA_HAS_LIBEDIT

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool nabla_editor_available(void) { return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO); }

bool nabla_editor_built_in(void) { return true; }

nabla_editor *nabla_owner(EditLine *edit_line) {
  void *data = NULL;
  el_wget(edit_line, EL_CLIENTDATA, &data);
  return data;
}

int nabla_width(const wchar_t *text, size_t length) {
  int width = 0;
  for (size_t i = 0; i < length; i++) width += wcwidth(text[i]) > 0 ? wcwidth(text[i]) : 0;
  return width;
}

int nabla_columns(void) {
  struct winsize size;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

static wchar_t *prompt_of(EditLine *edit_line) { return nabla_owner(edit_line)->prompt; }

// MARK: Reading

enum { INTERRUPT_KEY = 3 };

// Goes back to where the prompt began, for libedit draws a changed window from wherever the cursor is.
static void return_to_prompt(nabla_editor *editor) {
  int width = 0;
  for (const wchar_t *start = editor->prompt; *start != 0;) {
    size_t visible = wcscspn(start, L"\1");
    width += nabla_width(start, visible);
    start += visible;
    if (*start != 0) start++;
    start += wcscspn(start, L"\1");
    if (*start != 0) start++;
  }
  const LineInfoW *info = el_wline(editor->edit_line);
  width += nabla_width(info->buffer, (size_t)(info->cursor - info->buffer));
  int rows = width / nabla_columns();
  if (rows > 0) fprintf(stdout, "\033[%dA", rows);
  fputs("\r\033[J", stdout);
  fflush(stdout);
}

// A byte (0 to 255), or -1 at the end of input or on an error. An interruption is first answered as a key, which
// lets libedit take the cursor to the end of the line, and then as an error, which ends the line.
static int next_byte(nabla_editor *editor) {
  if (editor->interrupted) return -1;
  if (editor->pushed_back >= 0) {
    int byte = editor->pushed_back;
    editor->pushed_back = -1;
    return byte;
  }
  for (;;) {
    int woken = nabla_wait(STDIN_FILENO);
    if (woken < 0) return -1;
    if (woken & WOKEN_INTERRUPT) {
      editor->interrupted = true;
      return INTERRUPT_KEY;
    }
    if (woken & (WOKEN_STOP | WOKEN_CONTINUED)) {
      el_wset(editor->edit_line, EL_PREP_TERM, 0);
      if (woken & WOKEN_STOP) nabla_stop();
      // The shell may have changed the settings, and the cursor is where it left it.
      el_wset(editor->edit_line, EL_PREP_TERM, 1);
      fputs("\r", stdout);
    } else if (woken & WOKEN_RESIZED) {
      return_to_prompt(editor);
    }
    if (woken != 0) {
      el_resize(editor->edit_line);
      el_wset(editor->edit_line, EL_REFRESH);
      continue;
    }
    unsigned char byte;
    ssize_t count = read(STDIN_FILENO, &byte, 1);
    if (count == 1) return byte;
    if (count == 0 || (errno != EINTR && errno != EAGAIN)) return -1;
  }
}

static unsigned char on_interrupt_key(EditLine *edit_line, wint_t key) {
  (void)key;
  const LineInfoW *info = el_wline(edit_line);
  el_cursor(edit_line, (int)(info->lastchar - info->cursor));
  return CC_CURSOR;
}

static int read_character(EditLine *edit_line, wchar_t *character) {
  nabla_editor *editor = nabla_owner(edit_line);
  for (;;) {
    unsigned char bytes[4];
    int byte = next_byte(editor);
    if (byte < 0) return editor->interrupted ? -1 : 0;
    bytes[0] = (unsigned char)byte;
    size_t needed = byte < 0xC2 || byte > 0xF4 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    size_t count = 1;
    while (count < needed) {
      if ((byte = next_byte(editor)) < 0) return editor->interrupted ? -1 : 0;
      if ((byte & 0xC0) != 0x80) {
        editor->pushed_back = byte;
        break;
      }
      bytes[count++] = (unsigned char)byte;
    }
    uint32_t code_point;
    if (nabla_decode(bytes, count, &code_point) == count) {
      *character = (wchar_t)code_point;
      return 1;
    }
  }
}

nabla_read_outcome nabla_editor_read(
    nabla_editor *editor, const char *prompt, const char **line, size_t *length) {
  wchar_t *wide = nabla_widen(prompt, strlen(prompt), NULL);
  if (wide != NULL) {
    free(editor->prompt);
    editor->prompt = wide;
  }
  editor->interrupted = false;
  nabla_interrupt_clear();
  nabla_signals_begin(STDIN_FILENO);
  int count = 0;
  const wchar_t *text = el_wgets(editor->edit_line, &count);
  nabla_signals_end();
  if (editor->interrupted || text == NULL || count <= 0) {
    fputs(editor->interrupted ? "^C\n" : "\n", stdout);
    fflush(stdout);
    if (!editor->interrupted) return NABLA_READ_END;
    nabla_interrupt_clear();
    return NABLA_READ_INTERRUPTED;
  }
  size_t wide_length = (size_t)count;
  while (wide_length > 0 && (text[wide_length - 1] == L'\n' || text[wide_length - 1] == L'\r')) wide_length--;
  free(editor->line);
  editor->line = nabla_narrow(text, wide_length, length);
  if (editor->line == NULL) return NABLA_READ_END;
  *line = editor->line;
  return NABLA_READ_LINE;
}

// MARK: Life

static void choose_locale(void) {
  setlocale(LC_CTYPE, "");
  static const char *const candidates[] = {"C.UTF-8", "en_US.UTF-8", "UTF-8"};
  for (size_t i = 0; i < 3 && strcmp(nl_langinfo(CODESET), "UTF-8") != 0; i++) {
    setlocale(LC_CTYPE, candidates[i]);
  }
}

nabla_editor *nabla_editor_create(const char *history_path, nabla_complete complete, void *context) {
  if (!nabla_editor_available()) return NULL;
  nabla_interrupt_install();
  choose_locale();
  nabla_editor *editor = calloc(1, sizeof *editor);
  if (editor == NULL) return NULL;
  editor->complete = complete;
  editor->context = context;
  editor->pushed_back = -1;
  editor->prompt = calloc(1, sizeof(wchar_t));
  editor->history_path = history_path != NULL ? strdup(history_path) : NULL;
  editor->history = history_winit();
  editor->edit_line = el_init("nabla", stdin, stdout, stderr);
  if (editor->prompt == NULL || editor->history == NULL || editor->edit_line == NULL) {
    nabla_editor_destroy(editor);
    return NULL;
  }
  HistEventW event;
  history_w(editor->history, &event, H_SETSIZE, NABLA_HISTORY_ENTRIES);
  EditLine *edit_line = editor->edit_line;
  el_wset(edit_line, EL_CLIENTDATA, editor);
  el_wset(edit_line, EL_PROMPT_ESC, prompt_of, L'\1');
  el_wset(edit_line, EL_HIST, history_w, editor->history);
  el_wset(edit_line, EL_GETCFN, read_character);
  el_wset(edit_line, EL_EDITOR, L"emacs");
  el_wset(edit_line, EL_BIND, L"^R", L"em-inc-search-prev", NULL);
  el_wset(edit_line, EL_BIND, L"\\e[3~", L"ed-delete-next-char", NULL);
  el_wset(edit_line, EL_BIND, L"\\e[1;5C", L"em-next-word", NULL);
  el_wset(edit_line, EL_BIND, L"\\e[1;5D", L"ed-prev-word", NULL);
  // The user's own key bindings; the completion key is bound after them, in whatever key map they chose.
  el_source(edit_line, NULL);
  el_wset(edit_line, EL_ADDFN, L"nabla-complete", L"Complete the word before the cursor", nabla_on_completion_key);
  el_wset(edit_line, EL_BIND, L"^I", L"nabla-complete", NULL);
  el_wset(edit_line, EL_ADDFN, L"nabla-interrupt", L"Abandon the line", on_interrupt_key);
  el_wset(edit_line, EL_BIND, L"^C", L"nabla-interrupt", NULL);
  nabla_load_history(editor);
  return editor;
}

void nabla_editor_destroy(nabla_editor *editor) {
  if (editor == NULL) return;
  if (editor->edit_line != NULL) el_end(editor->edit_line);
  if (editor->history != NULL) history_wend(editor->history);
  free(editor->history_path);
  free(editor->prompt);
  free(editor->line);
  free(editor->last);
  free(editor);
}

#else

bool nabla_editor_available(void) { return false; }

bool nabla_editor_built_in(void) { return false; }

nabla_editor *nabla_editor_create(const char *history_path, nabla_complete complete, void *context) {
  (void)history_path, (void)complete, (void)context;
  return NULL;
}

void nabla_editor_destroy(nabla_editor *editor) { (void)editor; }

nabla_read_outcome nabla_editor_read(
    nabla_editor *editor, const char *prompt, const char **line, size_t *length) {
  (void)editor, (void)prompt, (void)line, (void)length;
  return NABLA_READ_END;
}

#endif
