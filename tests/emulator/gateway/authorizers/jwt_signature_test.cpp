#include "emulator/gateway/authorizers/jwt_signature.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>

#include "tests/support/catch.h"

using namespace lambdalocal::gateway;

namespace {

// An RSA key of this test, and what it signs.
class Signer {
 public:
  explicit Signer(unsigned bits) : key_(EVP_RSA_gen(bits), &EVP_PKEY_free) { REQUIRE(key_); }

  RsaKey public_key() const { return {number(OSSL_PKEY_PARAM_RSA_N), number(OSSL_PKEY_PARAM_RSA_E)}; }
  std::string sign(const EVP_MD* digest, std::string_view bytes, int padding = RSA_PKCS1_PADDING) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_PKEY_CTX* settings = nullptr;
    REQUIRE(EVP_DigestSignInit(context.get(), &settings, digest, nullptr, key_.get()) == 1);
    REQUIRE(EVP_PKEY_CTX_set_rsa_padding(settings, padding) == 1);
    const auto* in = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t size = 0;
    REQUIRE(EVP_DigestSign(context.get(), nullptr, &size, in, bytes.size()) == 1);
    std::string signature(size, '\0');
    auto* out = reinterpret_cast<unsigned char*>(signature.data());
    REQUIRE(EVP_DigestSign(context.get(), out, &size, in, bytes.size()) == 1);
    signature.resize(size);
    return signature;
  }

 private:
  std::string number(const char* name) const {
    BIGNUM* value = nullptr;
    REQUIRE(EVP_PKEY_get_bn_param(key_.get(), name, &value) == 1);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
    BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
    BN_free(value);
    return bytes;
  }

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace

TEST_CASE("what an RSA key signed is verified with each hash, and nothing else is") {
  const Signer signer(1024), other(1024);
  const RsaKey key = signer.public_key();
  const std::string text = "header.claims";
  const std::pair<Hash, const EVP_MD*> hashes[] = {
      {Hash::Sha256, EVP_sha256()}, {Hash::Sha384, EVP_sha384()}, {Hash::Sha512, EVP_sha512()}};
  for (const auto& [hash, digest] : hashes) {
    const std::string signature = signer.sign(digest, text);
    CHECK(rsa_signature_is_valid(key, hash, text, signature));
    CHECK(rsa_signature_is_valid({std::string(1, '\0') + key.modulus, key.exponent}, hash, text, signature));
    CHECK_FALSE(rsa_signature_is_valid(key, hash, text + ".", signature));
    CHECK_FALSE(rsa_signature_is_valid(other.public_key(), hash, text, signature));
    CHECK_FALSE(rsa_signature_is_valid(key, hash, text, signature.substr(1)));
    CHECK_FALSE(rsa_signature_is_valid(key, hash, text, std::string(1, '\0') + signature));
    CHECK_FALSE(rsa_signature_is_valid(key, hash, text, ""));
    CHECK_FALSE(rsa_signature_is_valid(key, hash, text, signer.sign(digest, text, RSA_PKCS1_PSS_PADDING)));
  }
  CHECK_FALSE(rsa_signature_is_valid(key, Hash::Sha512, text, signer.sign(EVP_sha256(), text)));
}

TEST_CASE("keys that are none verify nothing") {
  const std::string text = "header.claims", signature(128, '\1');
  const auto valid = [&](const RsaKey& key, Hash hash = Hash::Sha256) {
    return rsa_signature_is_valid(key, hash, text, signature);
  };
  CHECK_FALSE(valid({"", "\1"}));
  CHECK_FALSE(valid({std::string(128, '\2'), "\3"}));
  CHECK_FALSE(valid({std::string(127, '\xff'), "\3"}));
  CHECK_FALSE(valid({std::string(1025, '\xff'), "\3"}));
  CHECK_FALSE(valid({std::string(128, '\xff'), ""}));
  CHECK_FALSE(valid({std::string(128, '\xff'), std::string(9, '\1')}));
  CHECK_FALSE(valid({std::string(128, '\xff'), "\3"}, Hash::Sha512));
  CHECK_FALSE(valid({std::string(128, '\xff'), "\1"}));
}
