// SHA-256 (FIPS 180-4): what a submission is known by. Written here, since the smallest library that has it is all of
// OpenSSL.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace turnstile::coursework {

class Sha256 {
 public:
  void add(std::string_view bytes);
  // The hash of all that was added, in hex. Nothing may be added afterwards.
  std::string hex();

 private:
  static constexpr std::size_t block_size = 64;

  void add_byte(unsigned char byte);
  void take_block();

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, block_size> block_{};
  std::size_t filled_ = 0;
  std::uint64_t bytes_ = 0;
};

std::string sha256(std::string_view bytes);

// Throws std::runtime_error where it cannot be read.
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace turnstile::coursework
