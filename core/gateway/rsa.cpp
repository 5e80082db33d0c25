#include "core/gateway/rsa.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lambdalocal::gateway {
namespace {

// Little-endian limbs of 32 bits, as many as the modulus has.
using Number = std::vector<std::uint32_t>;

Number number_of(std::string_view big_endian, std::size_t limbs) {
  Number number(limbs);
  for (std::size_t at = 0; at < big_endian.size(); ++at) {
    const auto byte = static_cast<unsigned char>(big_endian[big_endian.size() - 1 - at]);
    number[at / 4] |= static_cast<std::uint32_t>(byte) << (8 * (at % 4));
  }
  return number;
}

std::string bytes_of(const Number& number, std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size; ++at) {
    bytes[size - 1 - at] = static_cast<char>(number[at / 4] >> (8 * (at % 4)) & 0xff);
  }
  return bytes;
}

bool less(const Number& a, const Number& b) {
  for (std::size_t at = a.size(); at-- > 0;) {
    if (a[at] != b[at]) return a[at] < b[at];
  }
  return false;
}

void subtract(Number& a, const Number& b) {
  std::uint64_t borrow = 0;
  for (std::size_t at = 0; at < a.size(); ++at) {
    const std::uint64_t difference = std::uint64_t{a[at]} - b[at] - borrow;
    a[at] = static_cast<std::uint32_t>(difference);
    borrow = difference >> 63;
  }
}

// Numbers modulo an odd n, multiplied after Montgomery.
class Field {
 public:
  explicit Field(Number n) : n_(std::move(n)) {
    std::uint32_t inverse = 1;  // of the lowest limb modulo 2^32, by Newton's iteration
    for (int step = 0; step < 5; ++step) inverse *= 2 - n_[0] * inverse;
    minus_inverse_ = 0 - inverse;
  }

  // a * b / 2^(32 * limbs) mod n.
  Number multiply(const Number& a, const Number& b) const {
    const std::size_t limbs = n_.size();
    Number sum(limbs + 2);
    for (std::size_t i = 0; i < limbs; ++i) {
      accumulate(sum, a, b[i]);
      accumulate(sum, n_, sum[0] * minus_inverse_);
      for (std::size_t at = 0; at <= limbs; ++at) sum[at] = sum[at + 1];
      sum[limbs + 1] = 0;
    }
    const bool overflow = sum[limbs] != 0;
    sum.resize(limbs);
    if (overflow || !less(sum, n_)) subtract(sum, n_);
    return sum;
  }

  // 2^(64 * limbs) mod n: takes a number into Montgomery's form when multiplied with it.
  Number entry() const {
    Number value(n_.size());
    value[0] = 1;
    for (std::size_t bit = 0; bit < 64 * n_.size(); ++bit) {
      std::uint32_t carry = 0;
      for (std::uint32_t& limb : value) {
        const std::uint32_t next = limb >> 31;
        limb = limb << 1 | carry;
        carry = next;
      }
      if (carry != 0 || !less(value, n_)) subtract(value, n_);
    }
    return value;
  }

  Number power(const Number& base, std::uint64_t exponent) const {
    const Number in = multiply(base, entry());
    Number result = in;
    int bit = 63;
    while ((exponent >> bit & 1) == 0) --bit;
    while (bit-- > 0) {
      result = multiply(result, result);
      if ((exponent >> bit & 1) != 0) result = multiply(result, in);
    }
    Number one(n_.size());
    one[0] = 1;
    return multiply(result, one);
  }

 private:
  // sum += factor * number.
  static void accumulate(Number& sum, const Number& number, std::uint32_t factor) {
    std::uint64_t carry = 0;
    for (std::size_t at = 0; at < number.size(); ++at) {
      carry += std::uint64_t{number[at]} * factor + sum[at];
      sum[at] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    carry += sum[number.size()];
    sum[number.size()] = static_cast<std::uint32_t>(carry);
    sum[number.size() + 1] += static_cast<std::uint32_t>(carry >> 32);
  }

  Number n_;
  std::uint32_t minus_inverse_ = 0;
};

// The DER of a DigestInfo up to the digest (RFC 8017 section 9.2, note 1).
std::string_view digest_info(Hash hash) {
  constexpr std::string_view k256("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", 19);
  constexpr std::string_view k384("\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30", 19);
  constexpr std::string_view k512("\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40", 19);
  return hash == Hash::Sha256 ? k256 : hash == Hash::Sha384 ? k384 : k512;
}

std::size_t digest_bytes(Hash hash) { return hash == Hash::Sha256 ? 32 : hash == Hash::Sha384 ? 48 : 64; }

std::string_view without_zeros(std::string_view number) {
  while (number.starts_with('\0')) number.remove_prefix(1);
  return number;
}

}  // namespace

bool rsa_signature_is_valid(const RsaKey& key, Hash hash, std::string_view digest, std::string_view signature) {
  const std::string_view modulus = without_zeros(key.modulus), exponent = without_zeros(key.exponent);
  if (modulus.size() < 128 || modulus.size() > 1024 || (modulus.back() & 1) == 0) return false;
  if (exponent.empty() || exponent.size() > 8 || digest.size() != digest_bytes(hash)) return false;
  if (signature.size() != modulus.size()) return false;
  const std::size_t limbs = (modulus.size() + 3) / 4;
  const Number n = number_of(modulus, limbs), value = number_of(signature, limbs);
  if (!less(value, n)) return false;
  std::uint64_t e = 0;
  for (const char byte : exponent) e = e << 8 | static_cast<unsigned char>(byte);
  const std::string message = bytes_of(Field(n).power(value, e), modulus.size());

  const std::string_view info = digest_info(hash);
  std::string expected("\x00\x01", 2);
  expected.append(modulus.size() - 3 - info.size() - digest.size(), '\xff');
  expected += '\0';
  expected += info;
  expected += digest;
  return message == expected;
}

}  // namespace lambdalocal::gateway
