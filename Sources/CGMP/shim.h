// GMP for Swift, which sees functions but no macros, and may not pass one variable twice inout.
// Operands come by value (a small number, or the header of a large one, whose limbs are only read);
// results are returned as freshly initialised headers, which the caller owns and clears.
#ifndef NABLA_CGMP_SHIM_H
#define NABLA_CGMP_SHIM_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

_Static_assert(sizeof(long) == 8, "GMP's signed long functions must take 64 bits");
_Static_assert(sizeof(mp_limb_t) == 8 && GMP_NAIL_BITS == 0, "limbs must have 64 bits");

/// An operand: `large` where its limb pointer is not null, `small` otherwise.
typedef struct {
  int64_t small;
  mp_limb_t limb;
  __mpz_struct large;
} nabla_operand;

/// A quotient and a remainder, both owned by the caller.
typedef struct {
  __mpz_struct first;
  __mpz_struct second;
} nabla_pair;

/// The operand as GMP reads it. A small one becomes a one-limb number living in the (local) operand.
static inline mpz_srcptr nabla_view(nabla_operand *operand) {
  if (operand->large._mp_d) return &operand->large;
  operand->limb = operand->small < 0 ? -(mp_limb_t)operand->small : (mp_limb_t)operand->small;
  return mpz_roinit_n(&operand->large, &operand->limb, operand->small < 0 ? -1 : 1);
}

#define NABLA_BINARY(name, function)                                              \
  static inline __mpz_struct name(nabla_operand left, nabla_operand right) {      \
    mpz_t result;                                                                 \
    mpz_init(result);                                                             \
    function(result, nabla_view(&left), nabla_view(&right));                      \
    return *result;                                                               \
  }
NABLA_BINARY(nabla_add, mpz_add)
NABLA_BINARY(nabla_subtract, mpz_sub)
NABLA_BINARY(nabla_multiply, mpz_mul)
NABLA_BINARY(nabla_floor_divide, mpz_fdiv_q)
NABLA_BINARY(nabla_divide_exactly, mpz_divexact)
NABLA_BINARY(nabla_gcd, mpz_gcd)
#undef NABLA_BINARY

static inline __mpz_struct nabla_negate(nabla_operand operand) {
  mpz_t result;
  mpz_init(result);
  mpz_neg(result, nabla_view(&operand));
  return *result;
}

/// Truncating quotient and remainder; the divisor is not zero.
static inline nabla_pair nabla_divide(nabla_operand dividend, nabla_operand divisor) {
  mpz_t quotient, remainder;
  mpz_init(quotient);
  mpz_init(remainder);
  mpz_tdiv_qr(quotient, remainder, nabla_view(&dividend), nabla_view(&divisor));
  nabla_pair pair = {*quotient, *remainder};
  return pair;
}

static inline bool nabla_is_divisible(nabla_operand dividend, nabla_operand divisor) {
  return mpz_divisible_p(nabla_view(&dividend), nabla_view(&divisor)) != 0;
}

static inline int nabla_compare(nabla_operand left, nabla_operand right) {
  return mpz_cmp(nabla_view(&left), nabla_view(&right));
}

static inline __mpz_struct nabla_power(nabla_operand base, unsigned long exponent) {
  mpz_t result;
  mpz_init(result);
  mpz_pow_ui(result, nabla_view(&base), exponent);
  return *result;
}

/// The floor of the root of a nonnegative number.
static inline __mpz_struct nabla_root(nabla_operand operand, unsigned long degree, bool *exact) {
  mpz_t result;
  mpz_init(result);
  *exact = mpz_root(result, nabla_view(&operand), degree) != 0;
  return *result;
}

static inline bool nabla_is_perfect_power(nabla_operand operand) {
  return mpz_perfect_power_p(nabla_view(&operand)) != 0;
}

/// The operand without its factors `divisor`, and how many there were. Neither is zero.
static inline __mpz_struct nabla_remove(nabla_operand operand, nabla_operand divisor, uint64_t *count) {
  mpz_t result;
  mpz_init(result);
  *count = mpz_remove(result, nabla_view(&operand), nabla_view(&divisor));
  return *result;
}

/// The residue in 0 ..< modulus.
static inline uint64_t nabla_modulo(nabla_operand operand, unsigned long modulus) {
  return mpz_fdiv_ui(nabla_view(&operand), modulus);
}

static inline __mpz_struct nabla_shift_left(nabla_operand operand, unsigned long count) {
  mpz_t result;
  mpz_init(result);
  mpz_mul_2exp(result, nabla_view(&operand), count);
  return *result;
}

static inline __mpz_struct nabla_shift_right(nabla_operand operand, unsigned long count) {
  mpz_t result;
  mpz_init(result);
  mpz_tdiv_q_2exp(result, nabla_view(&operand), count);
  return *result;
}

static inline __mpz_struct nabla_factorial(unsigned long n) {
  mpz_t result;
  mpz_init(result);
  mpz_fac_ui(result, n);
  return *result;
}

/// The quotient |dividend| 2^shift / |divisor|, truncated, which the caller knows to fit 64 bits.
static inline uint64_t nabla_scaled_quotient(
    nabla_operand dividend, nabla_operand divisor, long shift, bool *exact) {
  mpz_t scaled, quotient;
  mpz_init(scaled);
  mpz_init(quotient);
  if (shift >= 0) {
    mpz_mul_2exp(scaled, nabla_view(&dividend), (unsigned long)shift);
    mpz_tdiv_qr(quotient, scaled, scaled, nabla_view(&divisor));
  } else {
    mpz_mul_2exp(scaled, nabla_view(&divisor), -(unsigned long)shift);
    mpz_tdiv_qr(quotient, scaled, nabla_view(&dividend), scaled);
  }
  *exact = mpz_sgn(scaled) == 0;
  uint64_t result = mpz_get_ui(quotient);
  mpz_clear(scaled);
  mpz_clear(quotient);
  return result;
}

static inline size_t nabla_bit_width(nabla_operand operand) {
  mpz_srcptr value = nabla_view(&operand);
  return mpz_sgn(value) == 0 ? 0 : mpz_sizeinbase(value, 2);
}

/// The number of zero bits below the lowest one bit; the operand is not zero.
static inline size_t nabla_trailing_zeros(nabla_operand operand) {
  return mpz_scan1(nabla_view(&operand), 0);
}

/// Digits enough for the magnitude in base ten; at most one too many.
static inline size_t nabla_decimal_capacity(nabla_operand operand) {
  return mpz_sizeinbase(nabla_view(&operand), 10);
}

/// Writes sign, digits and a zero byte: up to `nabla_decimal_capacity` + 2 bytes.
static inline void nabla_write_decimal(nabla_operand operand, char *text) {
  mpz_get_str(text, 10, nabla_view(&operand));
}

/// The number written by ASCII digits ending with a zero byte.
static inline __mpz_struct nabla_read_decimal(const char *text) {
  mpz_t result;
  mpz_init(result);
  mpz_set_str(result, text, 10);
  return *result;
}

static inline __mpz_struct nabla_from_limbs(const uint64_t *limbs, size_t count, bool negative) {
  mpz_t result;
  mpz_init(result);
  mpz_import(result, count, -1, sizeof(uint64_t), 0, 0, limbs);
  if (negative) mpz_neg(result, result);
  return *result;
}

/// The number whose double this is; the double is finite and has no fraction.
static inline __mpz_struct nabla_from_double(double value) {
  mpz_t result;
  mpz_init(result);
  mpz_set_d(result, value);
  return *result;
}

static inline bool nabla_fits(__mpz_struct value) { return mpz_fits_slong_p(&value) != 0; }
static inline int64_t nabla_small(__mpz_struct value) { return mpz_get_si(&value); }
static inline int nabla_sign(__mpz_struct value) { return mpz_sgn(&value); }
static inline size_t nabla_limb_count(__mpz_struct value) { return mpz_size(&value); }
/// The limb at `index`, least significant first; zero beyond the last.
static inline uint64_t nabla_limb(__mpz_struct value, size_t index) {
  return mpz_getlimbn(&value, (mp_size_t)index);
}
static inline void nabla_clear(__mpz_struct value) { mpz_clear(&value); }
static inline const char *nabla_gmp_version(void) { return gmp_version; }

#endif
