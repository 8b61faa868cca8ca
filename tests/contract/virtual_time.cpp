#include "virtual_time.hpp"

#include "virtual_clock.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace contract {

namespace {

std::atomic<VirtualTime*> living{nullptr};

} // namespace

VirtualTime::VirtualTime(Clock::time_point start) {
    set_clocks(start);
    living = this;
}

VirtualTime::~VirtualTime() {
    decltype(to_come_) dropped; // outside the lock: a task may own what posts
    {
        const std::lock_guard lock(mutex_);
        dropped.swap(to_come_);
    }
    dropped.clear();
    for (const auto& runner : runners_) {
        runner->ends = true;
        runner->baton.release();
        runner->thread.join();
    }
    living = nullptr;
    set_clocks(std::nullopt);
}

void VirtualTime::Baton::acquire() {
    while (sem_wait(&semaphore_) != 0) { // a signal came first
    }
}

VirtualTime* VirtualTime::present() {
    return living;
}

void VirtualTime::post_at(Clock::time_point due, Task task) {
    const std::lock_guard lock(mutex_);
    to_come_.emplace(Due{std::max(due, now()), ++posted_}, Happening{std::move(task)});
}

void VirtualTime::sleep_until(Clock::time_point due, const Canceled* canceled) {
    Runner& self = *running_;
    {
        const std::lock_guard lock(mutex_);
        to_come_.emplace(Due{std::max(due, now()), ++posted_}, Happening{{}, &self, canceled});
    }
    owners_baton_.release();
    self.baton.acquire();
}

void VirtualTime::run_until(Clock::time_point until) {
    const auto is_due = [&] {
        const std::lock_guard lock(mutex_);
        return !to_come_.empty() && to_come_.begin()->first.first <= until;
    };
    while (is_due()) {
        happen();
    }
    set_clocks(std::max(now(), until));
}

void VirtualTime::happen() {
    Happening next;
    {
        const std::lock_guard lock(mutex_);
        auto first = to_come_.extract(to_come_.begin());
        set_clocks(std::max(now(), first.key().first));
        next = std::move(first.mapped());
    }
    auto& runner = next.sleeper != nullptr ? *next.sleeper : idle_runner();
    if (next.sleeper == nullptr) {
        runner.task = std::move(next.task);
    }
    running_ = &runner;
    runner.baton.release();
    owners_baton_.acquire();
    running_ = nullptr;
}

void VirtualTime::wait(Clock::duration span) {
    if (running_ != nullptr) {
        sleep_until(now() + span);
    } else {
        run_until(now() + span);
    }
}

void VirtualTime::let_others_go_on() {
    wake_canceled();
    Clock::time_point next{};
    {
        const std::lock_guard lock(mutex_);
        if (to_come_.empty()) {
            std::fputs("virtual time: a wait that nothing will end\n", stderr);
            std::abort();
        }
        next = to_come_.begin()->first.first;
    }
    if (running_ != nullptr) {
        // Later than now: two that wait so would only wake each other.
        sleep_until(std::max(next, now() + std::chrono::milliseconds{1}));
    } else {
        happen();
    }
}

void VirtualTime::wake_canceled() {
    const std::lock_guard lock(mutex_);
    std::vector<Due> canceled;
    for (const auto& [due, happening] : to_come_) {
        if (happening.canceled != nullptr && *happening.canceled) {
            canceled.push_back(due);
        }
    }
    for (const auto& due : canceled) {
        auto happening = to_come_.extract(due);
        happening.key() = Due{now(), ++posted_};
        happening.mapped().canceled = nullptr;
        to_come_.insert(std::move(happening));
    }
}

VirtualTime::Runner& VirtualTime::idle_runner() {
    if (idle_.empty()) {
        auto& made = *runners_.emplace_back(std::make_unique<Runner>());
        made.thread = std::thread([this, &made] { run(made); });
        return made;
    }
    auto& runner = *idle_.back();
    idle_.pop_back();
    return runner;
}

void VirtualTime::run(Runner& runner) {
    for (;;) {
        runner.baton.acquire();
        if (runner.ends) {
            return;
        }
        runner.task();
        runner.task = nullptr; // what it owns goes while it has the baton
        idle_.push_back(&runner);
        owners_baton_.release();
    }
}

} // namespace contract
