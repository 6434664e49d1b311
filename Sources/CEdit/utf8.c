// UTF-8 to wide characters and back, without regard to the locale.

#include <stdlib.h>
#include <wchar.h>

#include "internal.h"

_Static_assert(sizeof(wchar_t) == 4, "a wide character holds a code point");

size_t nabla_decode(const unsigned char *bytes, size_t length, uint32_t *code_point) {
  if (length == 0) return 0;
  unsigned char lead = bytes[0];
  if (lead < 0x80) {
    *code_point = lead;
    return 1;
  }
  size_t needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || length < needed) return 0;
  uint32_t value = lead & (0xFF >> (needed + 1));
  for (size_t i = 1; i < needed; i++) {
    if ((bytes[i] & 0xC0) != 0x80) return 0;
    value = value << 6 | (bytes[i] & 0x3F);
  }
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[needed] || value > 0x10FFFF || (value & 0xFFFFF800) == 0xD800) return 0;
  *code_point = value;
  return needed;
}

size_t nabla_encode(uint32_t code_point, char *bytes) {
  if (code_point > 0x10FFFF || (code_point & 0xFFFFF800) == 0xD800) return 0;
  if (code_point < 0x80) {
    bytes[0] = (char)code_point;
    return 1;
  }
  size_t count = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
  for (size_t i = count - 1; i > 0; i--) {
    bytes[i] = (char)(0x80 | (code_point & 0x3F));
    code_point >>= 6;
  }
  static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
  bytes[0] = (char)(marks[count] | code_point);
  return count;
}

wchar_t *nabla_widen(const char *bytes, size_t length, size_t *wide_length) {
  // There are no more code points than bytes, and one zero.
  wchar_t *wide = calloc(length + 1, sizeof(wchar_t));
  if (wide == NULL) return NULL;
  size_t count = 0;
  for (size_t i = 0; i < length;) {
    uint32_t code_point;
    size_t used = nabla_decode((const unsigned char *)bytes + i, length - i, &code_point);
    if (used > 0) wide[count++] = (wchar_t)code_point;
    i += used > 0 ? used : 1;
  }
  if (wide_length != NULL) *wide_length = count;
  return wide;
}

char *nabla_narrow(const wchar_t *text, size_t length, size_t *narrow_length) {
  // A code point takes at most four bytes, and there is one zero.
  char *bytes = calloc(length + 1, 4);
  if (bytes == NULL) return NULL;
  size_t count = 0;
  for (size_t i = 0; i < length; i++) count += nabla_encode((uint32_t)text[i], bytes + count);
  if (narrow_length != NULL) *narrow_length = count;
  return bytes;
}
