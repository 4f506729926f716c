// Hashes, and text that others have written.
#include <fstream>

#include <gtest/gtest.h>

#include "coursework/grading/plain_text.hpp"
#include "coursework/grading/sha256.hpp"

namespace turnstile::coursework {
namespace {

// FIPS 180-4, examples of NIST; the last is the long message of its test vectors.
TEST(sha256, is_what_the_standard_says) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmno"
                   "pqrstnopqrstu"),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(sha256, does_not_depend_on_how_the_bytes_come) {
  const std::string bytes(200, '\xFF');
  for (std::size_t first = 0; first <= bytes.size(); ++first) {
    Sha256 hash;
    hash.add(bytes.substr(0, first));
    hash.add(bytes.substr(first));
    ASSERT_EQ(hash.hex(), sha256(bytes)) << first;
  }
}

TEST(sha256, of_a_file) {
  const std::string file = ::testing::TempDir() + "turnstile_sha256";
  std::ofstream(file, std::ios::binary) << std::string(100'000, 'x');
  EXPECT_EQ(sha256_of_file(file), sha256(std::string(100'000, 'x')));
  std::filesystem::remove(file);
  EXPECT_THROW(sha256_of_file(file), std::runtime_error);
}

const std::string no_character = "\xEF\xBF\xBD";

TEST(harmless_text, of_people_stays_as_it_is) {
  for (const char* text : {"", "a line\n\tand another", "Größe", "鎖", "\xF0\x9F\x94\x92", "\xF4\x8F\xBF\xBD"}) {
    EXPECT_EQ(harmless(text), text);
  }
  EXPECT_EQ(harmless("a\r\nb"), "a\nb");
}

TEST(harmless_text, does_nothing_to_a_terminal) {
  EXPECT_EQ(harmless("\033[2J"), no_character + "[2J");
  EXPECT_EQ(harmless(std::string("a\0b\x7F", 4)), "a" + no_character + "b" + no_character);
  EXPECT_EQ(harmless("over\rwritten"), "over" + no_character + "written");
  EXPECT_EQ(harmless("\xC2\x9B"
                     "2J"),
            no_character + "2J")
      << "the control sequence introducer of ISO 6429";
  EXPECT_EQ(harmless("\xE2\x80\xAE"
                     "txt.exe"),
            no_character + "txt.exe")
      << "right to left";
}

TEST(harmless_text, is_valid) {
  EXPECT_EQ(harmless("\xFF"), no_character);
  EXPECT_EQ(harmless("\xC3"), no_character) << "cut off";
  EXPECT_EQ(harmless("\xC3("), no_character + "(");
  EXPECT_EQ(harmless("\xC0\x80"), no_character + no_character) << "too long";
  EXPECT_EQ(harmless("\xE0\x80\xAF"), no_character + no_character + no_character);
  EXPECT_EQ(harmless("\xF0\x80\x80\xAF").size(), 4 * no_character.size());
  EXPECT_EQ(harmless("\xED\xA0\x80").size(), 3 * no_character.size()) << "a surrogate";
  EXPECT_EQ(harmless("\xF4\x90\x80\x80").size(), 4 * no_character.size()) << "beyond the last";
  EXPECT_EQ(harmless("\xEF\xBF\xBF"), no_character) << "no character of XML";
}

TEST(harmless_text, fits_on_one_line) { EXPECT_EQ(on_one_line("a\n\tb\r\nc"), "a  b c"); }

}  // namespace
}  // namespace turnstile::coursework
