#include "state_lock.hpp"

#include "host/folder.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace avhost {

StateLock::StateLock(const std::filesystem::path& state) {
    const auto folder = *host::open_private_folder(state, {}, host::IfAbsent::make);
    file_ = host::Descriptor{
        ::openat(folder.get(), "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    if (!file_.is_open()) {
        host::throw_errno("cannot open the lock", state / "lock");
    }
    if (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            throw StateInUse{state.string() +
                             ": expected a state folder of its own for each run; another run uses it"};
        }
        host::throw_errno("cannot take the lock", state / "lock");
    }
}

} // namespace avhost
