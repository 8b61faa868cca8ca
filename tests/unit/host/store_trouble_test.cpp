// The stores on disks that are full, broken or read-only, and among files that somebody prepared for them.
#include "store_fixture.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <fstream>

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using host::FileStore;
using Reason = host::StoreError::Reason;
using namespace host_tests;
using namespace std::chrono_literals;

namespace {

struct Fixture : StoreFixture {
    FileStore store{root, "plug", key_of_bytes(7)};

    bool is_refused(Reason reason, const std::function<void()>& act) const {
        const auto refused = refusal(act);
        return refused && refused->reason == reason;
    }
};

constexpr int cannot_mount = 77;

bool write_text(const char* file, const std::string& text) {
    std::ofstream out{file};
    out << text << std::flush;
    return out.good();
}

// A file system of this size at `where`, for this process alone; gone with it. A user who is not root gets it
// in a user namespace of his own, where the kernel allows that.
bool mount_small(const std::filesystem::path& where, const std::string& size) {
    const auto user = std::to_string(::geteuid());
    const auto group = std::to_string(::getegid());
    const bool is_root = ::geteuid() == 0;
    if (::unshare(is_root ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0) {
        return false;
    }
    if (!is_root && (!write_text("/proc/self/setgroups", "deny") ||
                     !write_text("/proc/self/uid_map", user + ' ' + user + " 1") ||
                     !write_text("/proc/self/gid_map", group + ' ' + group + " 1"))) {
        return false;
    }
    return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("tmpfs", where.c_str(), "tmpfs", 0, size.c_str()) == 0;
}

// Until the file system takes no byte more. False when it takes more than it should have room for.
bool fill(const std::filesystem::path& file) {
    const host::Descriptor out{::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
    const std::string block(4096, 'f');
    for (int i = 0; i < 1000; ++i) {
        if (::write(out.get(), block.data(), block.size()) < 0) {
            return errno == ENOSPC;
        }
    }
    return false;
}

bool fill_names(const std::filesystem::path& folder) {
    for (int i = 0; i < 1000; ++i) {
        const auto file = folder / std::to_string(i);
        const host::Descriptor out{::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
        if (!out.is_open()) {
            return errno == ENOSPC;
        }
    }
    return false;
}

void notice_or_check(int status) {
    if (status == cannot_mount) {
        MESSAGE("skipped: this system does not let us mount a small file system");
        return;
    }
    CHECK(status == 0); // else the number of the step that failed
}

// To nobody when we are root, who may write everywhere. For a child process.
bool become_nobody() {
    return ::geteuid() != 0 || (::setgroups(0, nullptr) == 0 && ::setgid(65534) == 0 && ::setuid(65534) == 0);
}

} // namespace

TEST_CASE_FIXTURE(Fixture,
                  "a file system without room: the old value stands, nothing is left, and room helps") {
    notice_or_check(in_child([&] {
        const std::string old(20'000, 'o');
        const std::string large(40'000, 'n');
        if (!mount_small(folder.path(), "size=256k")) {
            return cannot_mount;
        }
        store.put("a", old);
        if (!fill(folder.path() / "filler")) {
            return 1;
        }
        if (!is_refused(Reason::storage, [&] { store.put("a", large); }) || store.get("a") != old) {
            return 2;
        }
        if (!is_refused(Reason::storage, [&] { store.put("a", "small"); }) || store.get("a") != old) {
            return 3;
        }
        if (!is_refused(Reason::storage, [&] { store.put("b", "first"); }) || store.get("b")) {
            return 4;
        }
        if (files_in(values) != 1) {
            return 5;
        }
        // Partly written, then full.
        std::filesystem::resize_file(folder.path() / "filler",
                                     std::filesystem::file_size(folder.path() / "filler") - 2 * 4096);
        if (!is_refused(Reason::storage, [&] { store.put("a", large); }) || store.get("a") != old ||
            files_in(values) != 1) {
            return 6;
        }
        std::filesystem::remove(folder.path() / "filler");
        store.put("a", large);
        return store.get("a") == large && files_in(values) == 1 ? 0 : 7;
    }));
}

TEST_CASE_FIXTURE(Fixture, "a file system without room for one more name") {
    notice_or_check(in_child([&] {
        if (!mount_small(folder.path(), "size=256k,nr_inodes=24")) {
            return cannot_mount;
        }
        store.put("a", "old");
        std::filesystem::create_directory(folder.path() / "filler");
        if (!fill_names(folder.path() / "filler")) {
            return 1;
        }
        if (!is_refused(Reason::storage, [&] { store.put("a", "new"); }) || store.get("a") != "old") {
            return 2;
        }
        if (!is_refused(Reason::storage, [&] { store.lock("a", 0ms); })) {
            return 3;
        }
        std::filesystem::remove_all(folder.path() / "filler");
        store.put("a", "new");
        return store.get("a") == "new" && files_in(values) == 1 ? 0 : 4;
    }));
}

TEST_CASE_FIXTURE(Fixture, "a folder that may not be written: values can be read, and puts say so") {
    store.put("a", "old");
    if (::geteuid() == 0) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator{folder.path()}) {
            REQUIRE(::chown(entry.path().c_str(), 65534, 65534) == 0);
        }
        REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
    }
    REQUIRE(::chmod(values.c_str(), 0500) == 0);
    CHECK(in_child([&] {
              if (!become_nobody()) {
                  return 1;
              }
              if (!is_refused(Reason::storage, [&] { store.put("a", "new"); })) {
                  return 2;
              }
              if (!is_refused(Reason::storage, [&] { store.remove("a"); })) {
                  return 3;
              }
              return store.get("a") == "old" ? 0 : 4;
          }) == 0);
    REQUIRE(::chmod(values.c_str(), 0700) == 0);
    CHECK(files_in(values) == 1);
}

TEST_CASE_FIXTURE(Fixture, "a disk that does not make a value last: the put throws, and the old one stands") {
    store.put("a", "old");
    {
        const FailingFsync fails{Fsync::of_files_fails};
        CHECK(is_refused(Reason::storage, [&] { store.put("a", "new"); }));
        CHECK(store.get("a") == "old");
        CHECK(files_in(values) == 1);
    }
    store.put("a", "new");
    CHECK(store.get("a") == "new");
}

TEST_CASE_FIXTURE(Fixture, "a disk that does not make a name last is reported, and a whole value is there") {
    store.put("a", "old");
    const FailingFsync fails{Fsync::of_folders_fails};
    CHECK(is_refused(Reason::storage, [&] { store.put("a", "new"); }));
    CHECK(store.get("a") == "new");
    CHECK(is_refused(Reason::storage, [&] { store.remove("a"); }));
    CHECK(is_refused(Reason::storage, [&] { FileStore{root, "other", key_of_bytes(7)}.put("a", "x"); }));
    CHECK(files_in(values) == 0);
}

TEST_CASE_FIXTURE(Fixture, "a folder in the place of a value is not replaced, and nothing is left behind") {
    store.put("a", "x");
    std::filesystem::create_directory(file("dir"));
    CHECK(is_refused(Reason::storage, [&] { store.put("dir", "value"); }));
    CHECK(std::filesystem::is_directory(file("dir")));
    CHECK(files_in(values) == 2);
}

TEST_CASE_FIXTURE(Fixture, "a value with a second name is refused, and a put gives it a file of its own") {
    store.put("a", "old");
    const auto second = folder.path() / "second";
    std::filesystem::create_hard_link(file("a"), second);
    const auto refused = refusal([&] { store.get("a"); });
    REQUIRE(refused);
    CHECK(refused->reason == Reason::unsafe);
    CHECK(refused->text.find("hard link") != std::string::npos);
    const auto before = test::read_file(second);
    store.put("a", "new");
    CHECK(store.get("a") == "new");
    CHECK(test::read_file(second) == before);
}

TEST_CASE_FIXTURE(Fixture, "pipes and links do not stop a put, and a put never writes into them") {
    store.put("other", "x");
    REQUIRE(::mkfifo(file("pipe").c_str(), 0600) == 0);
    store.put("pipe", "value"); // without hanging
    CHECK(store.get("pipe") == "value");
    const auto victim = folder.write("victim", "untouched");
    std::filesystem::create_symlink(victim, file("link"));
    FileStore{root, "plug", std::shared_ptr<const host::SealingKey>{}}.put("link", "value");
    CHECK(test::read_file(victim) == "untouched");
    CHECK(store.get("link") == "value");
}

TEST_CASE_FIXTURE(Fixture, "each folder on the way has to be ours alone, the locks' as well") {
    store.put("a", "x");
    store.unlock(store.lock("a", 0ms));
    for (const auto& loose :
         {root / "secrets", values, root / "locks", root / "locks" / "secrets" / "plug"}) {
        CAPTURE(loose.string());
        REQUIRE(::chmod(loose.c_str(), 0755) == 0);
        const bool is_lock = loose.string().find("locks") != std::string::npos;
        CHECK(
            is_refused(Reason::unsafe, [&] { is_lock ? void(store.lock("a", 0ms)) : void(store.get("a")); }));
        REQUIRE(::chmod(loose.c_str(), 0700) == 0);
    }
    const auto elsewhere = folder.path() / "elsewhere";
    for (const auto& linked : {root / "secrets", values}) {
        CAPTURE(linked.string());
        std::filesystem::rename(linked, elsewhere);
        std::filesystem::create_directory_symlink(elsewhere, linked);
        CHECK(is_refused(Reason::unsafe, [&] { store.get("a"); }));
        CHECK(is_refused(Reason::unsafe, [&] { store.put("a", "y"); }));
        CHECK(is_refused(Reason::unsafe, [&] { store.prepare(); }));
        std::filesystem::remove(linked);
        std::filesystem::rename(elsewhere, linked);
    }
    CHECK(store.get("a") == "x");
}
