// How often one rule may fire. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

namespace host {

class FiringGuard {
public:
    explicit FiringGuard(std::size_t most_in_a_minute)
        : most_{most_in_a_minute} {}

    enum class Verdict { may_fire, stopped_now, still_stopped };

    // One firing is wanted at this moment of the steady clock. Attempts count, whether they may or not, so
    // that a rule which was stopped may fire again when it was wanted less often for a minute.
    Verdict ask(std::chrono::milliseconds now) {
        while (!attempts_.empty() && now - attempts_.front() >= std::chrono::minutes{1}) {
            attempts_.pop_front();
        }
        attempts_.push_back(now);
        if (attempts_.size() <= most_) {
            stopped_ = false;
            return Verdict::may_fire;
        }
        attempts_.pop_front(); // as many as are needed to know
        const bool is_news = !stopped_;
        stopped_ = true;
        return is_news ? Verdict::stopped_now : Verdict::still_stopped;
    }

private:
    std::size_t most_;
    std::deque<std::chrono::milliseconds> attempts_;
    bool stopped_ = false;
};

} // namespace host
