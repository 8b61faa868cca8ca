// What a peer of a LineSession is sent, for a test to wait for.
#pragma once

#include "host/line_session.hpp"
#include "recorder.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace host_tests {

// Keeps the lines of a peer, with the times cut out.
class Lines {
public:
    host::LineSession::Send send() {
        return [this](std::string line) {
            const std::lock_guard guard{mutex_};
            if (const auto at = line.find("\"at\":"); at != std::string::npos) {
                line.replace(at + 5, line.find_first_not_of("0123456789", at + 5) - (at + 5), "T");
            }
            lines_.push_back(std::move(line));
            news_.notify_all();
        };
    }
    bool wait_for(const std::string& wanted) {
        std::unique_lock lock{mutex_};
        return news_.wait_for(lock, host_tests::patience, [&] {
            return std::find(lines_.begin(), lines_.end(), wanted) != lines_.end();
        });
    }
    std::vector<std::string> all() {
        const std::lock_guard guard{mutex_};
        return lines_;
    }

private:
    std::mutex mutex_;
    std::condition_variable news_;
    std::vector<std::string> lines_;
};

} // namespace host_tests
