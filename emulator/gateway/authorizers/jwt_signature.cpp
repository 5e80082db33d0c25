#include "emulator/gateway/authorizers/jwt_signature.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>

namespace lambdalocal::gateway {
namespace {

template <auto release>
struct Released {
  template <typename T>
  void operator()(T* value) const {
    release(value);
  }
};
using Number = std::unique_ptr<BIGNUM, Released<&BN_free>>;
using Key = std::unique_ptr<EVP_PKEY, Released<&EVP_PKEY_free>>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string_view without_zeros(std::string_view number) {
  while (number.starts_with('\0')) number.remove_prefix(1);
  return number;
}

bool may_be_key(std::string_view modulus, std::string_view exponent) {
  constexpr std::size_t kLeastBytes = 1024 / 8, kMostBytes = 8192 / 8, kMostExponentBytes = 64 / 8;
  if (modulus.size() < kLeastBytes || modulus.size() > kMostBytes || (modulus.back() & 1) == 0) return false;
  return !exponent.empty() && exponent.size() <= kMostExponentBytes;
}

Key public_key(std::string_view modulus, std::string_view exponent) {
  const Number n(BN_bin2bn(bytes_of(modulus), static_cast<int>(modulus.size()), nullptr));
  const Number e(BN_bin2bn(bytes_of(exponent), static_cast<int>(exponent.size()), nullptr));
  const std::unique_ptr<OSSL_PARAM_BLD, Released<&OSSL_PARAM_BLD_free>> builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return nullptr;
  }
  const std::unique_ptr<OSSL_PARAM, Released<&OSSL_PARAM_free>> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const std::unique_ptr<EVP_PKEY_CTX, Released<&EVP_PKEY_CTX_free>> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return Key(key);
}

const EVP_MD* digest_of(Hash hash) {
  switch (hash) {
    case Hash::Sha256: return EVP_sha256();
    case Hash::Sha384: return EVP_sha384();
    case Hash::Sha512: return EVP_sha512();
  }
  return nullptr;
}

}  // namespace

bool rsa_signature_is_valid(const RsaKey& key, Hash hash, std::string_view signed_part, std::string_view signature) {
  const std::string_view modulus = without_zeros(key.modulus), exponent = without_zeros(key.exponent);
  if (!may_be_key(modulus, exponent)) return false;
  const Key public_part = public_key(modulus, exponent);
  const std::unique_ptr<EVP_MD_CTX, Released<&EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  const bool valid = public_part && context &&
                     EVP_DigestVerifyInit(context.get(), nullptr, digest_of(hash), nullptr, public_part.get()) == 1 &&
                     EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(signed_part),
                                      signed_part.size()) == 1;
  ERR_clear_error();  // what it says of a forged signature is no concern of the next caller
  return valid;
}

}  // namespace lambdalocal::gateway
