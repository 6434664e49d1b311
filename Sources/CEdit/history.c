// The history and its file, which holds one entry a line in UTF-8.

#ifndef __APPLE__
#define _GNU_SOURCE
#endif

#include "editor.h"

#ifdef NABLA_HAS_LIBEDIT

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HISTORY_BYTES = 1 << 24, ENTRY_BYTES = 1 << 16 };

// The file is opened without waiting and only if it is a regular one; nothing is said where it cannot be used.
static int open_history(const nabla_editor *editor, int flags) {
  if (editor->history_path == NULL) return -1;
  int file = open(editor->history_path, flags | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0600);
  struct stat status;
  if (file >= 0 && (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))) {
    close(file);
    return -1;
  }
  if (file >= 0) (void)!fchmod(file, 0600);
  return file;
}

static void write_all(int file, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(file, bytes, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    bytes += count;
    length -= (size_t)count;
  }
}

static bool remember(nabla_editor *editor, const char *line, size_t length) {
  size_t wide_length = 0;
  wchar_t *wide = nabla_widen(line, length, &wide_length);
  if (wide == NULL) return false;
  bool blank = true;
  for (size_t i = 0; i < wide_length; i++) {
    if (wide[i] < L' ') wide[i] = L' ';
    if (wide[i] != L' ') blank = false;
  }
  if (blank || (editor->last != NULL && wcscmp(editor->last, wide) == 0)) {
    free(wide);
    return false;
  }
  HistEventW event;
  history_w(editor->history, &event, H_ENTER, wide);
  free(editor->last);
  editor->last = wide;
  return true;
}

void nabla_load_history(nabla_editor *editor) {
  int file = open_history(editor, O_RDONLY);
  if (file < 0) return;
  off_t size = lseek(file, 0, SEEK_END);
  off_t from = size > HISTORY_BYTES ? size - HISTORY_BYTES : 0;
  char *bytes = size > 0 ? malloc((size_t)(size - from)) : NULL;
  size_t length = 0;
  if (bytes != NULL) {
    ssize_t count;
    while (length < (size_t)(size - from) &&
           (count = pread(file, bytes + length, (size_t)(size - from) - length, from + (off_t)length)) > 0) {
      length += (size_t)count;
    }
  }
  close(file);
  // Find where the last NABLA_HISTORY_ENTRIES lines begin.
  size_t begin = length, lines = 0;
  while (begin > 0 && (bytes[begin - 1] != '\n' || lines++ < NABLA_HISTORY_ENTRIES)) begin--;
  bool cut = (begin > 0 || from > 0) && length > 0 && length == (size_t)(size - from);
  for (size_t start = begin; start < length;) {
    const char *end = memchr(bytes + start, '\n', length - start);
    size_t stop = end != NULL ? (size_t)(end - bytes) : length;
    remember(editor, bytes + start, stop - start);
    start = stop + 1;
  }
  // The file only grows otherwise. What could not be read as a whole is left alone.
  if (cut && (file = open_history(editor, O_WRONLY | O_TRUNC)) >= 0) {
    write_all(file, bytes + begin, length - begin);
    close(file);
  }
  free(bytes);
}

void nabla_editor_add_history(nabla_editor *editor, const char *line, size_t length) {
  if (!remember(editor, line, length) || length > ENTRY_BYTES) return;
  int file = open_history(editor, O_WRONLY | O_CREAT | O_APPEND);
  if (file < 0) return;
  size_t entry_length = 0;
  char *entry = nabla_narrow(editor->last, wcslen(editor->last), &entry_length);
  if (entry != NULL) {
    // The terminating zero's place takes the line feed: the entry is written by one call.
    entry[entry_length] = '\n';
    write_all(file, entry, entry_length + 1);
  }
  free(entry);
  close(file);
}

#else

void nabla_editor_add_history(nabla_editor *editor, const char *line, size_t length) {
  (void)editor, (void)line, (void)length;
}

#endif
