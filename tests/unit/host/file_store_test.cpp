// The stores under bad conditions: wrong permissions, links, full disks, crashes, two processes.
#include "host/file_store.hpp"

#include "store_fixture.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using host::FileStore;
using Reason = host::StoreError::Reason;
using namespace host_tests;
using namespace std::chrono_literals;

namespace {

struct Fixture : StoreFixture {
    FileStore store{root, "secrets", "plug"};
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "a value is found again, replaced and removed") {
    CHECK_FALSE(store.get("a/b").has_value());
    store.put("a/b", "one");
    store.put("a", std::string("t\0wo", 4));
    CHECK(store.get("a/b") == "one");
    CHECK(store.get("a") == std::string("t\0wo", 4));
    store.put("a/b", "");
    CHECK(store.get("a/b") == "");
    store.remove("a/b");
    CHECK_FALSE(store.get("a/b").has_value());
    store.remove("a/b");
    CHECK(FileStore{root, "secrets", "plug"}.get("a").has_value());
    CHECK_FALSE(FileStore{root, "secrets", "other"}.get("a").has_value());
    CHECK_FALSE(FileStore{root, "state", "plug"}.get("a").has_value());
}

TEST_CASE_FIXTURE(Fixture, "looking for an absent key writes nothing") {
    CHECK_FALSE(store.get("a").has_value());
    store.remove("a");
    CHECK_FALSE(std::filesystem::exists(root));
}

TEST_CASE_FIXTURE(Fixture, "files and folders are ours alone, whatever the umask") {
    const mode_t before = ::umask(0);
    store.put("a", "x");
    store.lock("a", 0ms);
    ::umask(before);
    CHECK(mode_of(file("a")) == 0600);
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root}) {
        CHECK(mode_of(entry.path()) == (entry.is_directory() ? 0700U : 0600U));
    }
    CHECK(mode_of(root) == 0700);
    CHECK(files_in(values) == 1);
}

TEST_CASE_FIXTURE(Fixture, "a bad key and a value that is too large are refused before anything is touched") {
    CHECK(refusal([&] { store.put("../x", "v"); })->reason == Reason::bad_key);
    CHECK(refusal([&] { store.get(""); })->reason == Reason::bad_key);
    CHECK(refusal([&] { store.remove("a/"); })->reason == Reason::bad_key);
    CHECK(refusal([&] { store.lock("a b", 0ms); })->reason == Reason::bad_key);
    CHECK(refusal([&] { store.put("a", std::string(FileStore::largest_value + 1, 'x')); })->reason ==
          Reason::too_large);
    CHECK_FALSE(std::filesystem::exists(root));
    store.put("a", std::string(FileStore::largest_value, 'x'));
    CHECK(store.get("a")->size() == FileStore::largest_value);
}

TEST_CASE_FIXTURE(Fixture, "a file that others can open is refused with the remedy") {
    store.put("a", "secret-value");
    for (const mode_t loose : {0640U, 0604U, 0620U, 0601U}) {
        REQUIRE(::chmod(file("a").c_str(), loose) == 0);
        const auto refused = refusal([&] { store.get("a"); });
        REQUIRE(refused);
        CHECK(refused->reason == Reason::unsafe);
        CHECK(refused->text.find("chmod 600 " + file("a").string()) != std::string::npos);
        CHECK(refused->text.find("secret-value") == std::string::npos);
    }
    REQUIRE(::chmod(file("a").c_str(), 0600) == 0);
    CHECK(store.get("a") == "secret-value");
}

TEST_CASE_FIXTURE(Fixture, "links, folders and pipes in place of a file are refused without hanging") {
    store.put("a", "x");
    std::filesystem::create_symlink(file("a"), file("link"));
    CHECK(refusal([&] { store.get("link"); })->reason == Reason::unsafe);
    REQUIRE(::mkfifo(file("pipe").c_str(), 0600) == 0);
    CHECK(refusal([&] { store.get("pipe"); })->reason == Reason::unsafe);
    std::filesystem::create_directory(file("dir"));
    CHECK(refusal([&] { store.get("dir"); })->reason == Reason::unsafe);
}

TEST_CASE_FIXTURE(Fixture, "a put replaces a link and never writes through it") {
    store.put("a", "x");
    const auto victim = folder.write("victim", "untouched");
    std::filesystem::create_symlink(victim, file("b"));
    store.put("b", "new");
    CHECK(test::read_file(victim) == "untouched");
    CHECK(store.get("b") == "new");
}

TEST_CASE_FIXTURE(Fixture, "a folder that is a link or open to others is refused") {
    store.put("a", "x");
    REQUIRE(::chmod(values.c_str(), 0750) == 0);
    const auto loose = refusal([&] { store.get("a"); });
    REQUIRE(loose);
    CHECK(loose->reason == Reason::unsafe);
    CHECK(loose->text.find("chmod 700 " + values.string()) != std::string::npos);
    CHECK(refusal([&] { store.put("a", "y"); })->reason == Reason::unsafe);
    const auto elsewhere = folder.path() / "elsewhere";
    std::filesystem::rename(values, elsewhere);
    REQUIRE(::chmod(elsewhere.c_str(), 0700) == 0);
    std::filesystem::create_directory_symlink(elsewhere, values);
    CHECK(refusal([&] { store.get("a"); })->reason == Reason::unsafe);
}

TEST_CASE_FIXTURE(Fixture, "a file that belongs to somebody else is refused") {
    if (::geteuid() != 0) {
        MESSAGE("skipped: only root can give a file away");
        return;
    }
    store.put("a", "x");
    REQUIRE(::chown(file("a").c_str(), 12345, 0) == 0);
    CHECK(refusal([&] { store.get("a"); })->reason == Reason::unsafe);
}

TEST_CASE_FIXTURE(Fixture, "a file that grew beyond the limit is refused") {
    store.put("a", "x");
    std::ofstream{file("a")} << std::string(FileStore::largest_value + 1, 'x');
    CHECK(refusal([&] { store.get("a"); })->reason == Reason::too_large);
}

TEST_CASE_FIXTURE(Fixture, "when the disk is full the old value stands and nothing is left behind") {
    store.put("a", "old");
    const int status = in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{1000, 1000}; // no file of this process grows beyond it
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) {
            return 1;
        }
        try {
            store.put("a", std::string(5000, 'x'));
        } catch (const host::StoreError& error) {
            return error.reason() == Reason::storage ? 0 : 2;
        }
        return 3;
    });
    CHECK(status == 0);
    CHECK(store.get("a") == "old");
    CHECK(files_in(values) == 1);
}

TEST_CASE_FIXTURE(Fixture, "what a crash left behind is never a value, and goes when the store is prepared") {
    store.put("a", "whole");
    std::ofstream{file("~1-0")} << "who";
    CHECK(store.get("a") == "whole");
    CHECK(store.prepare() == values);
    CHECK_FALSE(std::filesystem::exists(file("~1-0")));
    CHECK(store.get("a") == "whole");
}

TEST_CASE_FIXTURE(Fixture, "what somebody is writing now is not taken for a left-over, unless it is old") {
    store.put("a", "whole");
    std::ofstream{file("~1-0")} << "who";
    std::ofstream{file("~1-1")} << "young";
    timespec old[2] = {{1000, 0}, {1000, 0}};
    REQUIRE(::utimensat(AT_FDCWD, file("~1-0").c_str(), old, 0) == 0);
    const host::Descriptor writer{::open(values.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    REQUIRE(::flock(writer.get(), LOCK_SH) == 0); // as a put has it
    store.put("b", "writers do not keep each other out");
    store.prepare();
    CHECK_FALSE(std::filesystem::exists(file("~1-0")));
    CHECK(std::filesystem::exists(file("~1-1")));
}

TEST_CASE_FIXTURE(Fixture, "readers see one whole value while writers replace it") {
    const std::string one(30'000, '1');
    const std::string two(20'000, '2');
    store.put("a", one);
    std::atomic<bool> torn{false};
    std::thread writer{[&] {
        for (int i = 0; i < 50; ++i) {
            store.put("a", i % 2 == 0 ? two : one);
        }
    }};
    for (int i = 0; i < 200; ++i) {
        const auto seen = store.get("a");
        torn = torn || !seen || (*seen != one && *seen != two);
    }
    writer.join();
    CHECK_FALSE(torn.load());
    CHECK(files_in(values) == 1);
}

TEST_CASE_FIXTURE(Fixture, "a lock is held once, by whomever, until it is let go") {
    const auto first = store.lock("a", 0ms);
    CHECK(first != 0);
    CHECK(refusal([&] { store.lock("a", 30ms); })->reason == Reason::busy);
    const auto other = store.lock("b", 0ms);
    CHECK(other != first);
    store.unlock(first);
    store.unlock(first); // nothing happens
    const auto again = store.lock("a", 0ms);
    CHECK(again != first);
}

TEST_CASE_FIXTURE(Fixture, "a thread gets the lock when another lets it go") {
    const auto held = store.lock("a", 0ms);
    std::atomic<bool> got{false};
    std::thread waiter{[&] {
        store.lock("a", 20s);
        got = true;
    }};
    CHECK(refusal([&] { store.lock("a", 0ms); })->reason == Reason::busy);
    store.unlock(held);
    waiter.join();
    CHECK(got.load());
}

TEST_CASE_FIXTURE(Fixture, "another process finds the lock taken, and its own end lets go of it") {
    const auto held = store.lock("a", 0ms);
    const auto try_it = [&] {
        FileStore theirs{root, "secrets", "plug"};
        return refusal([&] { theirs.lock("a", 0ms); }) ? 1 : 0;
    };
    CHECK(in_child(try_it) == 1);
    store.unlock(held);
    CHECK(in_child(try_it) == 0);
    CHECK(store.lock("a", 0ms) != 0); // the child ended without unlock()
}

TEST_CASE_FIXTURE(Fixture, "own doings are told from those of others") {
    CHECK_FALSE(store.is_own_doing("a"));
    store.put("a", "x");
    CHECK(store.is_own_doing("a"));
    FileStore{root, "secrets", "plug"}.put("a", "x");
    CHECK_FALSE(store.is_own_doing("a"));
    store.remove("a");
    CHECK(store.is_own_doing("a"));
    FileStore{root, "secrets", "plug"}.put("a", "x");
    CHECK_FALSE(store.is_own_doing("a"));
}
