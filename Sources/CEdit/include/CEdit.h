// Line editing and interruption for the program. Text is UTF-8 everywhere, in whatever locale.
// Built without NABLA_HAS_LIBEDIT, nabla_editor_available answers false and nothing can be edited.
// An editor is used by one thread at a time, and only one editor reads at a time.
#ifndef NABLA_CEDIT_H
#define NABLA_CEDIT_H

#include <stdbool.h>
#include <stddef.h>

// A line editor on standard input and standard output.
typedef struct nabla_editor nabla_editor;

// What a completion callback hands its candidates to.
typedef struct nabla_candidates nabla_candidates;

// Asked for the candidates for the `length` bytes left of the cursor; `text` is valid during the call.
typedef void (*nabla_complete)(void *context, const char *text, size_t length, nabla_candidates *candidates);

typedef enum {
  NABLA_READ_LINE,
  NABLA_READ_INTERRUPTED,
  NABLA_READ_END,
} nabla_read_outcome;

// Whether lines can be edited: built with libedit, and both standard input and output are terminals.
bool nabla_editor_available(void);

// Whether the program was built with libedit.
bool nabla_editor_built_in(void);

// An editor, or null where none is available. A history path may be null; the context is passed on untouched.
// Takes over the interrupt signal, as nabla_interrupt_install does.
nabla_editor *nabla_editor_create(const char *history_path, nabla_complete complete, void *context);
void nabla_editor_destroy(nabla_editor *editor);

// Reads a line; the interrupt flag is cleared at its start, and again if it ended the line. On NABLA_READ_LINE,
// `*line` points to `*length` bytes without a line feed, valid until the next call. Escape sequences in the
// prompt stand between bytes 1, with a visible character after them.
nabla_read_outcome nabla_editor_read(
    nabla_editor *editor, const char *prompt, const char **line, size_t *length);

// Adds a line to the history and its file. Blank lines and repetitions of the last entry are left out.
void nabla_editor_add_history(nabla_editor *editor, const char *line, size_t length);

// Adds a candidate; the bytes are copied.
void nabla_candidates_add(nabla_candidates *candidates, const char *text, size_t length);

// Takes over the interrupt signal: from then on it sets a flag and does nothing else. System calls that wait
// are ended by it. Calling this again is harmless.
void nabla_interrupt_install(void);

// Whether the interrupt signal came since the flag was cleared. Any thread may ask; costs one load.
bool nabla_interrupt_requested(void);
void nabla_interrupt_clear(void);

#endif
