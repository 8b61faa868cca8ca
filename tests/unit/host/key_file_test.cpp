// The key's file: three forms of a key, and all that is refused.
#include "host/key_file.hpp"

#include "store_fixture.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstring>
#include <fstream>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using host::KeyFileKind;
using namespace host_tests;

namespace {

const std::string some_hex = "00ff102030405060708090a0b0c0d0e0f0010203040506070809aAbBcCdDeEfF";
const std::string same_base64 = "AP8QIDBAUGBwgJCgsMDQ4PABAgMEBQYHCAmqu8zd7v8=";

struct Fixture {
    // In a file of mode 0600.
    std::filesystem::path key(const std::string& contents, const std::string& name = "key") const {
        std::filesystem::remove(folder.path() / name); // it may be one that cannot be written
        const auto file = folder.write(name, contents);
        REQUIRE(::chmod(file.c_str(), 0600) == 0);
        return file;
    }

    // The refusal's sentence; empty when there is none.
    std::string refusal_of(const std::filesystem::path& file, KeyFileKind kind = KeyFileKind::own) const {
        try {
            host::read_key_file(file, kind, state);
        } catch (const host::KeyFileError& error) {
            CHECK(std::string{error.what()}.find(file.string()) != std::string::npos);
            CHECK(std::string{error.what()}.find(some_hex) == std::string::npos);
            return error.what();
        }
        return "";
    }

    std::string bytes_in(const std::filesystem::path& file) const {
        const auto key = host::read_key_file(file, KeyFileKind::own, state);
        return {reinterpret_cast<const char*>(key->data()), host::SealingKey::size};
    }

    test::TempDir folder;
    std::filesystem::path state = folder.path() / "state";
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "hex, base64 and raw bytes are the same key") {
    const std::string raw{"\x00\xff\x10\x20\x30\x40\x50\x60\x70\x80\x90\xa0\xb0\xc0\xd0\xe0\xf0\x01\x02\x03"
                          "\x04\x05\x06\x07\x08\x09\xaa\xbb\xcc\xdd\xee\xff",
                          32};
    for (const auto& form :
         {some_hex, some_hex + "\n", some_hex + " \r\n", same_base64, same_base64 + "\n", raw}) {
        CHECK(bytes_in(key(form)) == raw);
    }
    CHECK(bytes_in(key(std::string(32, '\n'))) == std::string(32, '\n')); // raw bytes lose nothing
}

TEST_CASE_FIXTURE(Fixture, "what is no key is refused, and the sentence says what one is") {
    const std::string odd_digit = "x" + some_hex.substr(1);
    for (const auto& wrong :
         {std::string{}, std::string{"\n"}, some_hex.substr(1), some_hex + "0", odd_digit, "\n" + some_hex,
          same_base64.substr(0, 43), same_base64.substr(0, 43) + "A", "-" + same_base64.substr(1),
          std::string(31, 'k'), std::string(33, 'k'), std::string(100'000, 'a')}) {
        CAPTURE(wrong.size());
        CHECK(refusal_of(key(wrong)).find("64 hex digits, or 32 bytes as they are or in base64") !=
              std::string::npos);
    }
}

TEST_CASE_FIXTURE(Fixture, "a key that others can open is refused with the remedy") {
    const auto file = key(some_hex);
    for (const mode_t loose : {0640U, 0604U, 0620U, 0601U, 0660U}) {
        REQUIRE(::chmod(file.c_str(), loose) == 0);
        CHECK(refusal_of(file).find("chmod 600 " + file.string()) != std::string::npos);
    }
    REQUIRE(::chmod(file.c_str(), 0400) == 0);
    CHECK(refusal_of(file).empty());
}

TEST_CASE_FIXTURE(Fixture, "a systemd credential may be readable for its group, and no more than that") {
    const auto file = key(some_hex);
    for (const mode_t fine : {0400U, 0440U, 0600U}) {
        REQUIRE(::chmod(file.c_str(), fine) == 0);
        CHECK(refusal_of(file, KeyFileKind::credential).empty());
    }
    for (const mode_t loose : {0444U, 0404U, 0460U, 0402U}) {
        REQUIRE(::chmod(file.c_str(), loose) == 0);
        CHECK_FALSE(refusal_of(file, KeyFileKind::credential).empty());
    }
    std::filesystem::create_symlink(key(some_hex), folder.path() / "link");
    CHECK_FALSE(refusal_of(folder.path() / "link", KeyFileKind::credential).empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "links, folders, pipes and nothing in place of a key are refused without hanging") {
    std::filesystem::create_symlink(key(some_hex), folder.path() / "link");
    CHECK(refusal_of(folder.path() / "link").find("not a link") != std::string::npos);
    REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
    CHECK(refusal_of(folder.path() / "pipe").find("regular file") != std::string::npos);
    CHECK(refusal_of(folder.path()).find("regular file") != std::string::npos);
    CHECK(refusal_of("/dev/zero").find("regular file") != std::string::npos);
    CHECK(refusal_of(folder.path() / "none").find("No such file") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a key in the state folder is refused, however it is called") {
    const auto inside = key(some_hex, "state/sub/key");
    std::filesystem::create_directory_symlink(state / "sub", folder.path() / "way");
    for (const auto& name : {inside, state / ".." / "state" / "sub" / "key", folder.path() / "way" / "key"}) {
        CHECK(refusal_of(name).find("outside the state folder") != std::string::npos);
    }
    const auto beside = key(some_hex, "state2/key"); // begins alike
    CHECK(refusal_of(beside).empty());
    std::filesystem::create_directory_symlink(state, folder.path() / "state3");
    state = folder.path() / "state3" / "";
    CHECK(refusal_of(inside).find("outside the state folder") != std::string::npos);
    CHECK(refusal_of(beside).empty());
    for (const std::string not_made_yet : {"not-made-yet", "not-made-yet/"}) {
        state = not_made_yet;
        CHECK(refusal_of(std::filesystem::current_path() / "not-made-yet" / "key").find("outside") !=
              std::string::npos);
    }
}

TEST_CASE_FIXTURE(Fixture, "a key that belongs to root is fine, one of somebody else is not") {
    if (::geteuid() != 0) {
        MESSAGE("skipped: only root can give a file away");
        return;
    }
    const auto file = key(some_hex);
    REQUIRE(::chown(file.c_str(), 12345, 0) == 0);
    CHECK(refusal_of(file).find("belongs to") != std::string::npos);
    // As systemd does it for a service with a user: root's file, readable through its group.
    REQUIRE(::chown(file.c_str(), 0, 65534) == 0);
    REQUIRE(::chmod(file.c_str(), 0440) == 0);
    REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
    CHECK(in_child([&] {
              if (::setgid(65534) != 0 || ::setuid(65534) != 0) {
                  return 1;
              }
              return host::read_key_file(file, KeyFileKind::credential, state) ? 0 : 2;
          }) == 0);
}

TEST_CASE_FIXTURE(Fixture, "a new key is one that can be read, and never replaces another") {
    const auto file = folder.path() / "new";
    const mode_t before = ::umask(0);
    host::make_key_file(file, state);
    ::umask(before);
    CHECK(mode_of(file) == 0600);
    const auto text = test::read_file(file);
    CHECK(text.size() == 65);
    CHECK(text.find_first_not_of("0123456789abcdef") == 64);
    CHECK(refusal_of(file).empty());
    CHECK_THROWS_WITH_AS(host::make_key_file(file, state),
                         doctest::Contains("expected a file that is not there yet"), host::KeyFileError);
    CHECK(test::read_file(file) == text);
    std::filesystem::create_symlink(folder.path() / "elsewhere", folder.path() / "link");
    CHECK_THROWS_AS(host::make_key_file(folder.path() / "link", state), host::KeyFileError);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "elsewhere"));
    host::make_key_file(folder.path() / "second", state);
    CHECK(test::read_file(folder.path() / "second") != text);
    CHECK_THROWS_WITH_AS(host::make_key_file(state / "key", state),
                         doctest::Contains("outside the state folder"), host::KeyFileError);
    CHECK_THROWS_AS(host::make_key_file(folder.path() / "no" / "folder", state), host::KeyFileError);
}

TEST_CASE_FIXTURE(Fixture, "a new key that cannot be made to last is not left behind") {
    const auto file = folder.path() / "new";
    for (const auto what : {Fsync::of_files_fails, Fsync::of_folders_fails}) {
        const FailingFsync fails{what};
        CHECK_THROWS_WITH_AS(host::make_key_file(file, state),
                             doctest::Contains("cannot make the key file last"), host::KeyFileError);
        CHECK_FALSE(std::filesystem::exists(file));
    }
    CHECK(in_child([&] {
              std::signal(SIGXFSZ, SIG_IGN);
              const rlimit limit{10, 10}; // no file of this process grows beyond it
              if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) {
                  return 1;
              }
              try {
                  host::make_key_file(file, state);
              } catch (const host::KeyFileError&) {
                  return 0;
              }
              return 2;
          }) == 0);
    CHECK_FALSE(std::filesystem::exists(file));
}
