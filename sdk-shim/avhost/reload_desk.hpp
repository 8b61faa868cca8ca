// Where faces ask for the site file to be read again: any thread asks, one thread does it.
#pragma once

#include "host/descriptor.hpp"
#include "host/line_session.hpp"

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include <sys/eventfd.h>
#include <unistd.h>

namespace avhost {

class ReloadDesk {
public:
    using Answer = host::LineSession::Options::Answer;

    // Any thread. `answer` is called on the thread that takes it.
    void ask(Answer answer) {
        {
            const std::lock_guard guard{mutex_};
            waiting_.push_back(std::move(answer));
        }
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(bell_.get(), &one, sizeof one);
    }

    int descriptor() const { return bell_.get(); } // readable when somebody has asked

    std::vector<Answer> take() {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = ::read(bell_.get(), &count, sizeof count);
        const std::lock_guard guard{mutex_};
        return std::exchange(waiting_, {});
    }

private:
    host::Descriptor bell_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    std::mutex mutex_;
    std::vector<Answer> waiting_; // guarded by mutex_
};

} // namespace avhost
