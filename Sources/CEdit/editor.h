// The line editor's parts, where libedit is there.
#ifndef NABLA_CEDIT_EDITOR_H
#define NABLA_CEDIT_EDITOR_H

#include "internal.h"

#ifdef NABLA_HAS_LIBEDIT

#include <histedit.h>
#include <wchar.h>

enum { NABLA_HISTORY_ENTRIES = 1000 };

struct nabla_editor {
  EditLine *edit_line;
  HistoryW *history;
  char *history_path;
  nabla_complete complete;
  void *context;
  wchar_t *prompt;
  char *line;        // what the last read returned
  wchar_t *last;     // the newest history entry
  int pushed_back;   // a byte read too far, or -1
  bool interrupted;
};

// The editor that libedit's state belongs to.
nabla_editor *nabla_owner(EditLine *edit_line);

// How many columns a text takes, and how many the terminal has.
int nabla_width(const wchar_t *text, size_t length);
int nabla_columns(void);

// Bound to the completion key.
unsigned char nabla_on_completion_key(EditLine *edit_line, wint_t key);

// Fills the history from its file and shortens the file where it has grown.
void nabla_load_history(nabla_editor *editor);

#endif
#endif
