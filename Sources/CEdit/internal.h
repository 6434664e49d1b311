// What the files of this target share.
#ifndef NABLA_CEDIT_INTERNAL_H
#define NABLA_CEDIT_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

#include "include/CEdit.h"

// Signals that came while waiting for input, as a set of bits.
enum { WOKEN_INTERRUPT = 1, WOKEN_RESIZED = 2, WOKEN_STOP = 4, WOKEN_CONTINUED = 8 };

// Between these two calls, signals that concern a terminal are noticed by nabla_wait, and the terminal is
// restored if one of them ends the program. (The interrupt signal is noticed in any case, if installed.)
void nabla_signals_begin(int terminal);
void nabla_signals_end(void);

// Waits until `input` can be read, or a signal comes. The signals that came, 0 for input, -1 on an error.
int nabla_wait(int input);

// Stops the program as its default action for the stop key does, and returns when it continues.
void nabla_stop(void);

// Decodes one code point of at most `length` bytes. The number of bytes, or 0 if they are ill-formed.
size_t nabla_decode(const unsigned char *bytes, size_t length, uint32_t *code_point);

// Encodes a code point into at most four bytes; their number, or 0 for what is none.
size_t nabla_encode(uint32_t code_point, char *bytes);

// Wide text (one code point a unit) from UTF-8, dropping ill-formed bytes, and the reverse, dropping what is no
// code point. Both end with a zero, are to be freed by the caller, and are null only if memory is short.
wchar_t *nabla_widen(const char *bytes, size_t length, size_t *wide_length);
char *nabla_narrow(const wchar_t *text, size_t length, size_t *narrow_length);

#endif
