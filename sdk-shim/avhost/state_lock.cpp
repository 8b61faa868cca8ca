#include "state_lock.hpp"

#include "host/folder.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace avhost {

namespace {

constexpr int lock_flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC;

bool is_taken(int result) {
    return result != 0 && errno == EWOULDBLOCK;
}

} // namespace

StateLock::StateLock(const std::filesystem::path& state) {
    const auto folder = *host::open_private_folder(state, {}, host::IfAbsent::make);
    file_ = host::Descriptor{::openat(folder.get(), "lock", lock_flags | O_CREAT, S_IRUSR | S_IWUSR)};
    if (!file_.is_open()) {
        host::throw_errno("cannot open the lock", state / "lock");
    }
    // is_in_use() holds a shared lock for a moment: only who stands in the way of a shared one too is another run.
    int result = ::flock(file_.get(), LOCK_EX | LOCK_NB);
    while (is_taken(result) && ::flock(file_.get(), LOCK_SH | LOCK_NB) == 0) {
        result = ::flock(file_.get(), LOCK_EX | LOCK_NB);
    }
    if (result != 0) {
        if (errno == EWOULDBLOCK) {
            throw StateInUse{state.string() +
                             ": expected a state folder of its own for each run; another run uses it"};
        }
        host::throw_errno("cannot take the lock", state / "lock");
    }
}

bool is_in_use(const std::filesystem::path& state) {
    const host::Descriptor file{::open((state / "lock").c_str(), lock_flags)};
    if (!file.is_open()) {
        return errno != ENOENT;
    }
    return is_taken(::flock(file.get(), LOCK_SH | LOCK_NB));
}

} // namespace avhost
