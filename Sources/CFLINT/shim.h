// FLINT and Arb: the headers of either layout (Arb apart, or inside FLINT 3), and what Swift cannot see of them.
#ifndef NABLA_CFLINT_SHIM_H
#define NABLA_CFLINT_SHIM_H

#include <stddef.h>
#include <flint/flint.h>
#if __has_include(<flint/arb.h>)
#define NABLA_ARB_IS_APART 0
#include <flint/arb.h>
#include <flint/arb_hypgeom.h>
#include <flint/arb_fpwrap.h>
#include <flint/acb_elliptic.h>
#include <flint/acb_dirichlet.h>
#else
#define NABLA_ARB_IS_APART 1
#include <arb.h>
#include <arb_hypgeom.h>
#include <arb_fpwrap.h>
#include <acb_elliptic.h>
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

#endif
