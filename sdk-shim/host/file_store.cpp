#include "host/file_store.hpp"

#include "host/file_lock.hpp"
#include "host/store_file.hpp"
#include "host/store_key.hpp"

#include <algorithm>
#include <utility>

#include <fcntl.h>

namespace host {
namespace {

using Reason = StoreError::Reason;

constexpr mode_t private_file = S_IRUSR | S_IWUSR;

void check_key(std::string_view key) {
    if (!is_store_key(key)) {
        throw StoreError{Reason::bad_key,
                         "store: expected a key of 1 to 200 characters of A-Z a-z 0-9 . _ - and /, "
                         "without empty parts"};
    }
}

// A lock for the length of a scope.
class HeldLock {
public:
    HeldLock(FileStore& store, std::string_view key, std::chrono::milliseconds time)
        : store_{store}
        , number_{store.lock(key, time)} {}
    ~HeldLock() { store_.unlock(number_); }
    HeldLock(const HeldLock&) = delete;
    HeldLock& operator=(const HeldLock&) = delete;

private:
    FileStore& store_;
    const std::uint64_t number_;
};

} // namespace

FileStore::FileStore(std::filesystem::path root, const std::string& kind, const std::string& owner)
    : root_{std::move(root)}
    , values_{std::filesystem::path{kind} / owner}
    , locks_{std::filesystem::path{"locks"} / kind / owner} {}

FileStore::FileStore(std::filesystem::path root, const std::string& owner,
                     std::shared_ptr<const SealingKey> sealing_key)
    : root_{std::move(root)}
    , values_{std::filesystem::path{"secrets"} / owner}
    , locks_{std::filesystem::path{"locks"} / "secrets" / owner}
    , form_{SecretForm{"secrets", owner, std::move(sealing_key)}} {}

std::filesystem::path FileStore::file_of(std::string_view key) const {
    return root_ / values_ / file_name_of(key);
}

std::optional<std::string> FileStore::read(std::string_view key) const {
    const auto folder = open_private_folder(root_, values_, IfAbsent::nothing);
    const std::size_t largest = largest_value + (form_ ? SecretForm::overhead : 0);
    return folder ? read_private_file(*folder, file_name_of(key), largest, file_of(key)) : std::nullopt;
}

std::optional<std::string> FileStore::get(std::string_view key) {
    check_key(key);
    auto bytes = read(key);
    if (!bytes || !form_) {
        return bytes;
    }
    const WipeAtEnd wipe_it{*bytes};
    auto value = form_->from_file(key, *bytes, file_of(key));
    if (value.size() > largest_value) {
        wipe(value);
        throw StoreError{Reason::too_large, file_of(key).string() + ": expected a value of at most 64 KiB"};
    }
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
    const std::string name = file_name_of(key);
    TemporaryFile file{folder, path};
    if (form_) {
        form_->check_replacing(peek(folder, name, SecretForm::overhead), path);
        std::string bytes = form_->to_file(key, value);
        const WipeAtEnd wipe_it{bytes};
        file.write(bytes, path);
    } else {
        file.write(value, path);
    }
    const auto status = look_at(file.number(), path);
    {
        // File and trace change as one: who watches the folder sees either both or neither. See
        // is_own_doing().
        const std::lock_guard guard{mutex_};
        file.become(name, path);
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
    switch (take_lock(file.get(), LockKind::exclusive, time)) {
    case LockOutcome::taken:
        break;
    case LockOutcome::busy:
        throw StoreError{Reason::busy, "store: the lock " + std::string{key} + " is held by somebody else"};
    case LockOutcome::failed:
        throw_errno("cannot take the lock", path);
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
    sweep(folder, path);
    return path;
}

std::vector<std::string> FileStore::keys() const {
    std::vector<std::string> found;
    if (open_private_folder(root_, values_, IfAbsent::nothing)) {
        std::error_code problem; // the folder is there and ours; gone since, it has no keys
        for (const auto& entry : std::filesystem::directory_iterator{root_ / values_, problem}) {
            if (auto key = key_of(entry.path().filename().string())) {
                found.push_back(std::move(*key));
            }
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

bool FileStore::seal_in_place(std::string_view key, std::chrono::milliseconds time) {
    check_key(key);
    const HeldLock held{*this, key, time};
    auto bytes = read(key);
    if (!bytes || !form_) {
        return false;
    }
    const WipeAtEnd wipe_it{*bytes};
    if (!form_->should_be_sealed(*bytes)) {
        return false;
    }
    std::string value = form_->from_file(key, *bytes, file_of(key));
    const WipeAtEnd wipe_value{value};
    put(key, value);
    return true;
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
