// Completion: the candidates come from a callback; what they have in common is put in, several are listed.

#ifndef __APPLE__
#define _GNU_SOURCE
#endif

#include "editor.h"

#ifdef NABLA_HAS_LIBEDIT

#include <stdio.h>
#include <stdlib.h>
#include <wctype.h>

enum { LISTED = 200 };

struct nabla_candidates {
  wchar_t **items;
  size_t count, capacity;
};

void nabla_candidates_add(nabla_candidates *candidates, const char *text, size_t length) {
  if (candidates->count == candidates->capacity) {
    size_t capacity = candidates->capacity * 2 + 8;
    wchar_t **items = realloc(candidates->items, capacity * sizeof *items);
    if (items == NULL) return;
    candidates->items = items;
    candidates->capacity = capacity;
  }
  wchar_t *wide = nabla_widen(text, length, NULL);
  if (wide != NULL) candidates->items[candidates->count++] = wide;
}

static bool all_begin_with(const nabla_candidates *candidates, const wchar_t *prefix, size_t length) {
  for (size_t i = 0; i < candidates->count; i++) {
    if (wcsncmp(candidates->items[i], prefix, length) != 0) return false;
  }
  return true;
}

static void list(const nabla_candidates *candidates) {
  int columns = nabla_columns();
  size_t shown = candidates->count < LISTED ? candidates->count : LISTED;
  int widest = 1;
  for (size_t i = 0; i < shown; i++) {
    int width = nabla_width(candidates->items[i], wcslen(candidates->items[i]));
    if (width > widest) widest = width;
  }
  size_t across = widest + 2 < columns ? (size_t)(columns / (widest + 2)) : 1;
  size_t rows = (shown + across - 1) / across;
  fputc('\n', stdout);
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = row; i < shown; i += rows) {
      char *text = nabla_narrow(candidates->items[i], wcslen(candidates->items[i]), NULL);
      if (text != NULL) fputs(text, stdout);
      free(text);
      if (i + rows < shown) {
        int width = nabla_width(candidates->items[i], wcslen(candidates->items[i]));
        for (; width < widest + 2; width++) fputc(' ', stdout);
      }
    }
    fputc('\n', stdout);
  }
  if (shown < candidates->count) fprintf(stdout, "and %zu more\n", candidates->count - shown);
  fflush(stdout);
}

static bool is_of_name(wchar_t character) { return iswalnum((wint_t)character) || character == L'_'; }

// Replaces the word before the cursor by what all candidates begin with. The word is the longest text before
// the cursor that every candidate begins with; failing that, the name (or \name) before the cursor.
static unsigned char complete_with(EditLine *edit_line, const nabla_candidates *candidates) {
  const LineInfoW *info = el_wline(edit_line);
  size_t before = (size_t)(info->cursor - info->buffer);
  const wchar_t *first = candidates->items[0];
  size_t common = wcslen(first);
  for (size_t i = 1; i < candidates->count; i++) {
    size_t same = 0;
    while (same < common && candidates->items[i][same] == first[same]) same++;
    common = same;
  }
  size_t word = before < common ? before : common;
  while (word > 0 && !all_begin_with(candidates, info->cursor - word, word)) word--;
  size_t kept = word;
  if (word == 0) {
    while (word < before && is_of_name(info->buffer[before - 1 - word])) word++;
    if (word < before && info->buffer[before - 1 - word] == L'\\') word++;
    // Several words that do not continue the one typed are only listed.
    if (word > 0 && candidates->count > 1) kept = common;
  }
  if (common > kept) {
    wchar_t *added = calloc(common - kept + 1, sizeof *added);
    if (added != NULL) {
      wmemcpy(added, first + kept, common - kept);
      if (kept == 0 && word > 0) el_wdeletestr(edit_line, (int)word);
      el_winsertstr(edit_line, added);
      free(added);
    }
  }
  if (candidates->count == 1) return CC_REFRESH;
  list(candidates);
  return CC_REDISPLAY;
}

unsigned char nabla_on_completion_key(EditLine *edit_line, wint_t key) {
  (void)key;
  nabla_editor *editor = nabla_owner(edit_line);
  const LineInfoW *info = el_wline(edit_line);
  size_t length = 0;
  char *text = nabla_narrow(info->buffer, (size_t)(info->cursor - info->buffer), &length);
  nabla_candidates candidates = {NULL, 0, 0};
  if (text != NULL && editor->complete != NULL) editor->complete(editor->context, text, length, &candidates);
  free(text);
  unsigned char outcome = candidates.count > 0 ? complete_with(edit_line, &candidates) : CC_REFRESH_BEEP;
  for (size_t i = 0; i < candidates.count; i++) free(candidates.items[i]);
  free(candidates.items);
  return outcome;
}

#else

void nabla_candidates_add(nabla_candidates *candidates, const char *text, size_t length) {
  (void)candidates, (void)text, (void)length;
}

#endif
