// FLINT and Arb: the headers of either layout (Arb apart, or inside FLINT 3), and what Swift cannot see of them.
#ifndef NABLA_CFLINT_SHIM_H
#define NABLA_CFLINT_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <flint/flint.h>
#include <flint/fmpz_mpoly.h>
#include <flint/fmpz_mpoly_factor.h>
#if __has_include(<flint/fmpz_mpoly_q.h>)
#include <flint/fmpz_mpoly_q.h>
#elif __has_include(<calcium/fmpz_mpoly_q.h>)
#include <calcium/fmpz_mpoly_q.h>
#endif
#if __has_include(<flint/arb.h>)
#define NABLA_ARB_IS_APART 0
#include <flint/arb.h>
#include <flint/arb_hypgeom.h>
#include <flint/arb_fpwrap.h>
#include <flint/acb_elliptic.h>
#include <flint/acb_hypgeom.h>
#include <flint/acb_dirichlet.h>
#else
#define NABLA_ARB_IS_APART 1
#include <arb.h>
#include <arb_hypgeom.h>
#include <arb_fpwrap.h>
#include <acb_elliptic.h>
#include <acb_hypgeom.h>
#include <acb_dirichlet.h>
#endif

// The version of FLINT's headers, a string literal. FLINT's own `flint_version` is an array of unknown size.
static inline const char *nabla_flint_version(void) {
  return FLINT_VERSION;
}

// The version of Arb's headers where Arb is a library of its own, otherwise NULL.
static inline const char *nabla_arb_version(void) {
#if NABLA_ARB_IS_APART
  return ARB_VERSION;
#else
  return NULL;
#endif
}

// The least exponent e with |midpoint| < 2^e, brought into the range of `long`; LONG_MIN for a midpoint of zero.
static inline long nabla_arb_midpoint_exponent(const arb_t ball) {
  const slong exponent = arf_abs_bound_lt_2exp_si(arb_midref(ball));
  if (exponent == -ARF_PREC_EXACT) return LONG_MIN;
  if (exponent == ARF_PREC_EXACT) return LONG_MAX;
  return (long)exponent;
}

// The midpoint, rounded to nearest; infinite where it exceeds the range of a double.
static inline double nabla_arb_midpoint(const arb_t ball) {
  return arf_get_d(arb_midref(ball), ARF_RND_NEAR);
}

// The radius, or a double a little above it; infinite where it exceeds the range of a double.
static inline double nabla_arb_radius(const arb_t ball) {
  return mag_get_d(arb_radref(ball));
}

static inline int nabla_arb_is_finite(const arb_t ball) {
  return arb_is_finite(ball);
}

// Numbers of FLINT cross as a word where they fit one, and as limbs, least significant first, where they do not.

// Whether the value fits a word; then it is stored.
static inline bool nabla_flint_word(const fmpz *value, long *word) {
  if (!fmpz_fits_si(value)) return false;
  *word = fmpz_get_si(value);
  return true;
}

// How many limbs the magnitude has.
static inline size_t nabla_flint_limb_count(const fmpz *value) {
  return (size_t)fmpz_size(value);
}

static inline bool nabla_flint_is_negative(const fmpz *value) {
  return fmpz_sgn(value) < 0;
}

// Writes the magnitude's limbs: as many as `nabla_flint_limb_count` says.
static inline void nabla_flint_get_limbs(ulong *limbs, size_t count, const fmpz *value) {
  fmpz_t magnitude;
  fmpz_init(magnitude);
  fmpz_abs(magnitude, value);
  fmpz_get_ui_array(limbs, (slong)count, magnitude);
  fmpz_clear(magnitude);
}

static inline void nabla_flint_set_limbs(fmpz *value, const ulong *limbs, size_t count, bool is_negative) {
  fmpz_set_ui_array(value, limbs, (slong)count);
  if (is_negative) fmpz_neg(value, value);
}

#if __has_include(<flint/fmpz_mpoly_q.h>) || __has_include(<calcium/fmpz_mpoly_q.h>)
static inline fmpz_mpoly_struct *nabla_numerator(fmpz_mpoly_q_struct *quotient) {
  return &quotient->num;
}

static inline fmpz_mpoly_struct *nabla_denominator(fmpz_mpoly_q_struct *quotient) {
  return &quotient->den;
}
#endif

#endif
