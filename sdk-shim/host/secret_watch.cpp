#include "host/secret_watch.hpp"

#include "host/store_key.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>

namespace host {

SecretWatch::SecretWatch(Changed changed)
    : changed_{std::move(changed)}
    , events_{::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)}
    , stop_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)} {
    if (!events_.is_open() || !stop_.is_open()) {
        throw_errno("cannot watch the secrets", "");
    }
}

SecretWatch::~SecretWatch() {
    if (thread_.joinable()) {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written =
            ::write(stop_.get(), &one, sizeof one); // cannot fail below 2^64 - 1
        thread_.join();
    }
}

void SecretWatch::add(const std::string& owner, std::shared_ptr<FileStore> store) {
    const auto folder = store->prepare();
    // A put ends in a rename, ours and everybody's; IN_CLOSE_WRITE is for a person with an editor.
    const int number =
        ::inotify_add_watch(events_.get(), folder.c_str(),
                            IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE | IN_ONLYDIR | IN_DONT_FOLLOW);
    if (number < 0) {
        throw_errno("cannot watch", folder);
    }
    const std::lock_guard guard{mutex_};
    watched_.push_back({number, owner, std::move(store), folder});
}

void SecretWatch::remove(const std::string& owner) {
    const std::lock_guard guard{mutex_};
    const auto gone = std::remove_if(watched_.begin(), watched_.end(),
                                     [&](const auto& watched) { return watched.owner == owner; });
    for (auto watched = gone; watched != watched_.end(); ++watched) {
        ::inotify_rm_watch(events_.get(), watched->number);
    }
    watched_.erase(gone, watched_.end());
}

void SecretWatch::start() {
    thread_ = std::thread{[this] { run(); }};
}

void SecretWatch::run() {
    for (;;) {
        std::array<pollfd, 2> waiting{{{events_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) {
            return;
        }
        if (waiting[1].revents != 0) {
            return;
        }
        take_events();
    }
}

void SecretWatch::take_events() {
    alignas(inotify_event) std::array<char, 8192> room{};
    for (;;) {
        const ssize_t got = ::read(events_.get(), room.data(), room.size());
        if (got <= 0) {
            return; // nothing more for now
        }
        const std::lock_guard guard{mutex_};
        for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
            inotify_event event{};
            std::memcpy(&event, room.data() + at, sizeof event);
            const char* const name = room.data() + at + sizeof event;
            if ((event.mask & IN_Q_OVERFLOW) != 0) {
                look_everywhere();
            }
            for (const auto& watched : watched_) {
                if (event.len > 0 && watched.number == event.wd) {
                    seen(watched, name);
                }
            }
            at += sizeof event + event.len;
        }
    }
}

void SecretWatch::seen(const Watched& watched, const std::string& file_name) {
    const auto key = key_of(file_name);
    if (key && !watched.store->is_own_doing(*key)) {
        changed_(watched.owner, *key);
    }
}

// The kernel lost events: every secret may be another one.
void SecretWatch::look_everywhere() {
    for (const auto& watched : watched_) {
        std::error_code problem;
        for (const auto& entry : std::filesystem::directory_iterator{watched.folder, problem}) {
            seen(watched, entry.path().filename().string());
        }
    }
}

} // namespace host
