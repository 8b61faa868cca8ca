#include "host/store_file.hpp"

#include "host/file_lock.hpp"
#include "host/folder.hpp"
#include "host/sealing.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <ctime>

#include <fcntl.h>

namespace host {
namespace {

using Reason = StoreError::Reason;
using namespace std::chrono_literals;

constexpr mode_t private_file = S_IRUSR | S_IWUSR;
constexpr std::time_t left_behind = 600; // s; no put takes as long
constexpr auto sweep_wait = 1s;          // for writers to be done; a put takes milliseconds
constexpr auto write_wait = 5s;          // for a sweep to be done, which takes milliseconds too

void refuse_unsafe(const struct stat& status, const std::filesystem::path& path) {
    if (!S_ISREG(status.st_mode)) {
        throw StoreError{Reason::unsafe, path.string() + ": expected a regular file"};
    }
    if (status.st_uid != ::geteuid()) {
        throw StoreError{Reason::unsafe,
                         path.string() + ": expected a file that belongs to the user who runs this"};
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        throw StoreError{Reason::unsafe, path.string() +
                                             ": expected a file that nobody else can open; use: chmod 600 " +
                                             path.string()};
    }
    // 0 is fine: somebody replaced it since we opened it.
    if (status.st_nlink > 1) {
        throw StoreError{Reason::unsafe,
                         path.string() + ": expected a file with one name only; it has another hard link"};
    }
}

// O_NONBLOCK: to open a FIFO must not hang before we see that it is one.
Descriptor open_to_read(const Descriptor& folder, const std::string& name) {
    return Descriptor{::openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
}

} // namespace

struct stat look_at(int file, const std::filesystem::path& path) {
    struct stat status {};
    if (::fstat(file, &status) != 0) {
        throw_errno("cannot look at", path);
    }
    return status;
}

std::optional<std::string> read_private_file(const Descriptor& folder, const std::string& name,
                                             std::size_t largest, const std::filesystem::path& path) {
    const Descriptor file = open_to_read(folder, name);
    if (!file.is_open()) {
        if (errno == ENOENT) {
            return std::nullopt;
        }
        if (errno == ELOOP) {
            throw StoreError{Reason::unsafe, path.string() + ": expected a regular file, not a link"};
        }
        throw_errno("cannot open", path);
    }
    refuse_unsafe(look_at(file.get(), path), path);
    std::string bytes(largest + 1, '\0');
    const WipeAtEnd wipe_it{bytes};
    std::size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t got = ::read(file.get(), bytes.data() + size, bytes.size() - size);
        if (got < 0 && errno != EINTR) {
            throw_errno("cannot read", path);
        }
        if (got == 0) {
            break;
        }
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    if (size > largest) {
        throw StoreError{Reason::too_large, path.string() + ": expected a value of at most 64 KiB"};
    }
    return bytes.substr(0, size);
}

std::string peek(const Descriptor& folder, const std::string& name, std::size_t most) {
    const Descriptor file = open_to_read(folder, name);
    struct stat status {};
    if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return {};
    }
    std::string bytes(most, '\0');
    const ssize_t got = ::read(file.get(), bytes.data(), bytes.size());
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

TemporaryFile::TemporaryFile(const Descriptor& folder, const std::filesystem::path& path)
    : folder_{folder} {
    // A file system that has no locks on folders is no reason not to write.
    if (take_lock(folder.get(), LockKind::shared, write_wait) == LockOutcome::busy) {
        throw StoreError{Reason::storage, "cannot write " + path.string() +
                                              ": another process has been clearing up its folder for too "
                                              "long"};
    }
    static std::atomic<unsigned> counter{0};
    do {
        name_ = "~" + std::to_string(::getpid()) + '-' + std::to_string(counter++);
        file_ = Descriptor{::openat(folder.get(), name_.c_str(),
                                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, private_file)};
    } while (!file_.is_open() && errno == EEXIST); // left by a process that had our number
    if (!file_.is_open()) {
        throw_errno("cannot write beside", path);
    }
}

TemporaryFile::~TemporaryFile() {
    if (!name_.empty()) {
        ::unlinkat(folder_.get(), name_.c_str(), 0);
    }
}

void TemporaryFile::write(std::string_view bytes, const std::filesystem::path& path) const {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            throw_errno("cannot write", path);
        }
        bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    if (::fsync(file_.get()) != 0) {
        throw_errno("cannot make the value last in", path);
    }
}

// Closed under its temporary name, so that who watches the folder sees one change and not two.
void TemporaryFile::become(const std::string& name, const std::filesystem::path& path) {
    file_.reset();
    if (::renameat(folder_.get(), name_.c_str(), folder_.get(), name.c_str()) != 0) {
        throw_errno("cannot replace", path);
    }
    name_.clear();
}

void sweep(const Descriptor& folder, const std::filesystem::path& path) {
    const bool nobody_writes = take_lock(folder.get(), LockKind::exclusive, sweep_wait) == LockOutcome::taken;
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator{path, problem}) {
        const std::string name = entry.path().filename().string();
        struct stat status {};
        if (name.front() == '~' && ::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            (nobody_writes || status.st_mtim.tv_sec + left_behind < std::time(nullptr))) {
            ::unlinkat(folder.get(), name.c_str(), 0);
        }
    }
}

} // namespace host
