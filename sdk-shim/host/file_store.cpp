#include "host/file_store.hpp"

#include "host/store_key.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>

namespace host {
namespace {

using Reason = StoreError::Reason;

constexpr mode_t private_file = S_IRUSR | S_IWUSR;
constexpr std::chrono::milliseconds look_again{20}; // flock has no time limit of its own
constexpr std::time_t left_behind = 600;            // s; no put takes as long

void check_key(std::string_view key) {
    if (!is_store_key(key)) {
        throw StoreError{Reason::bad_key,
                         "store: expected a key of 1 to 200 characters of A-Z a-z 0-9 . _ - and /, "
                         "without empty parts"};
    }
}

// A temporary file that is gone unless it got its name.
class TemporaryFile {
public:
    TemporaryFile(int folder, const std::filesystem::path& path)
        : folder_{folder} {
        static std::atomic<unsigned> counter{0};
        do {
            name_ = "~" + std::to_string(::getpid()) + '-' + std::to_string(counter++);
            file_ = Descriptor{::openat(folder, name_.c_str(),
                                        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, private_file)};
        } while (!file_.is_open() && errno == EEXIST); // left by a process that had our number
        if (!file_.is_open()) {
            throw_errno("cannot write beside", path);
        }
    }
    ~TemporaryFile() {
        if (!name_.empty()) {
            ::unlinkat(folder_, name_.c_str(), 0);
        }
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    int number() const { return file_.get(); }

    void write(std::string_view value, const std::filesystem::path& path) const {
        while (!value.empty()) {
            const ssize_t written = ::write(file_.get(), value.data(), value.size());
            if (written < 0 && errno != EINTR) {
                throw_errno("cannot write", path);
            }
            value.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
        }
        if (::fsync(file_.get()) != 0) {
            throw_errno("cannot make the value last in", path);
        }
    }

    // Closed under its temporary name, so that who watches the folder sees one change and not two.
    void become(const std::string& name, const std::filesystem::path& path) {
        file_.reset();
        if (::renameat(folder_, name_.c_str(), folder_, name.c_str()) != 0) {
            throw_errno("cannot replace", path);
        }
        name_.clear();
    }

private:
    int folder_; // borrowed
    std::string name_;
    Descriptor file_;
};

struct stat look_at(int file, const std::filesystem::path& path) {
    struct stat status {};
    if (::fstat(file, &status) != 0) {
        throw_errno("cannot look at", path);
    }
    return status;
}

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
}

// O_NONBLOCK: to open a FIFO must not hang before we see that it is one.
Descriptor open_file(const Descriptor& folder, const std::string& name, const std::filesystem::path& path) {
    Descriptor file{::openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    if (!file.is_open() && errno == ELOOP) {
        throw StoreError{Reason::unsafe, path.string() + ": expected a regular file, not a link"};
    }
    if (!file.is_open() && errno != ENOENT) {
        throw_errno("cannot open", path);
    }
    return file;
}

} // namespace

FileStore::FileStore(std::filesystem::path root, const std::string& kind, const std::string& owner)
    : root_{std::move(root)}
    , values_{std::filesystem::path{kind} / owner}
    , locks_{std::filesystem::path{"locks"} / kind / owner} {}

std::filesystem::path FileStore::file_of(std::string_view key) const {
    return root_ / values_ / file_name_of(key);
}

std::optional<std::string> FileStore::get(std::string_view key) {
    check_key(key);
    const auto folder = open_private_folder(root_, values_, IfAbsent::nothing);
    if (!folder) {
        return std::nullopt;
    }
    const auto path = file_of(key);
    const auto file = open_file(*folder, file_name_of(key), path);
    if (!file.is_open()) {
        return std::nullopt;
    }
    refuse_unsafe(look_at(file.get(), path), path);
    std::string value(largest_value + 1, '\0');
    std::size_t size = 0;
    while (size < value.size()) {
        const ssize_t got = ::read(file.get(), value.data() + size, value.size() - size);
        if (got < 0 && errno != EINTR) {
            throw_errno("cannot read", path);
        }
        if (got == 0) {
            break;
        }
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    if (size > largest_value) {
        throw StoreError{Reason::too_large, path.string() + ": expected at most 64 KiB"};
    }
    value.resize(size);
    return value;
}

void FileStore::put(std::string_view key, std::string_view value) {
    check_key(key);
    if (value.size() > largest_value) {
        throw StoreError{Reason::too_large,
                         "store: " + std::string{key} + ": expected a value of at most 64 KiB"};
    }
    const auto folder = *open_private_folder(root_, values_, IfAbsent::make);
    const auto path = file_of(key);
    TemporaryFile file{folder.get(), path};
    file.write(value, path);
    const auto status = look_at(file.number(), path);
    {
        // File and trace change as one: who watches the folder sees either both or neither. See
        // is_own_doing().
        const std::lock_guard guard{mutex_};
        file.become(file_name_of(key), path);
        traces_[std::string{key}] = Trace{false, status.st_ino, status.st_mtim};
    }
    if (::fsync(folder.get()) != 0) {
        throw_errno("cannot make the value last in", path);
    }
}

void FileStore::remove(std::string_view key) {
    check_key(key);
    const auto folder = open_private_folder(root_, values_, IfAbsent::nothing);
    if (!folder) {
        return;
    }
    const auto path = file_of(key);
    {
        const std::lock_guard guard{mutex_};
        if (::unlinkat(folder->get(), file_name_of(key).c_str(), 0) != 0) {
            if (errno == ENOENT) {
                return;
            }
            throw_errno("cannot remove", path);
        }
        traces_[std::string{key}] = Trace{true, 0, {}};
    }
    if (::fsync(folder->get()) != 0) {
        throw_errno("cannot make the removal last of", path);
    }
}

std::uint64_t FileStore::lock(std::string_view key, std::chrono::milliseconds time) {
    check_key(key);
    const auto folder = *open_private_folder(root_, locks_, IfAbsent::make);
    const std::string name = file_name_of(key);
    const auto path = root_ / locks_ / name;
    // Opened anew for each lock: flock keeps open file descriptions apart, so it serves threads as well as
    // processes. The file stays when the lock ends; removing it would let two hold "the same" lock on two
    // files.
    Descriptor file{
        ::openat(folder.get(), name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, private_file)};
    if (!file.is_open()) {
        throw_errno("cannot open the lock", path);
    }
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            throw_errno("cannot take the lock", path);
        }
        const auto left = deadline - std::chrono::steady_clock::now();
        if (left <= left.zero()) {
            throw StoreError{Reason::busy,
                             "store: the lock " + std::string{key} + " is held by somebody else"};
        }
        std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(left, look_again));
    }
    const std::lock_guard guard{mutex_};
    held_.emplace(++last_lock_, std::move(file));
    return last_lock_;
}

void FileStore::unlock(std::uint64_t lock) {
    const std::lock_guard guard{mutex_};
    held_.erase(lock);
}

std::filesystem::path FileStore::prepare() {
    const auto folder = *open_private_folder(root_, values_, IfAbsent::make);
    const auto path = root_ / values_;
    for (const auto& entry : std::filesystem::directory_iterator{path}) {
        const std::string name = entry.path().filename().string();
        struct stat status {};
        if (name.front() == '~' && ::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            status.st_mtim.tv_sec + left_behind < std::time(nullptr)) {
            ::unlinkat(folder.get(), name.c_str(), 0);
        }
    }
    return path;
}

bool FileStore::is_own_doing(std::string_view key) {
    const std::lock_guard guard{mutex_};
    struct stat status {};
    const bool absent = ::lstat(file_of(key).c_str(), &status) != 0;
    const auto found = traces_.find(key);
    if (found == traces_.end()) {
        return false;
    }
    const Trace& trace = found->second;
    // The number of a removed file may be given to the next one, so the time is compared as well.
    return trace.removed
               ? absent
               : !absent && status.st_ino == trace.inode && status.st_mtim.tv_sec == trace.changed.tv_sec &&
                     status.st_mtim.tv_nsec == trace.changed.tv_nsec;
}

} // namespace host
