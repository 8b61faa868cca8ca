#include "net/loop.hpp"

#include "base/blocked_signals.hpp"
#include "net/error.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace spotify::net {

namespace {

constexpr int events_at_once = 64;
constexpr std::uint64_t wake_id = 0;

void run_task(Executor::Task& task) noexcept {
    try {
        task();
    } catch (...) { // stated in the header
    }
    task = nullptr; // what it owns goes before the next wait
}

FileDescriptor opened(int descriptor) {
    if (descriptor < 0) {
        throw NetError(Failure::connect, "this controller has no file descriptors left");
    }
    return FileDescriptor{descriptor};
}

} // namespace

Loop::Watch::~Watch() {
    if (loop_ != nullptr) {
        loop_->end_watch(descriptor_, id_);
    }
}

Loop::Timer::~Timer() {
    if (loop_ != nullptr) {
        loop_->end_timer(order_);
    }
}

Loop::Loop()
    : epoll_(opened(::epoll_create1(EPOLL_CLOEXEC)))
    , woken_(opened(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = wake_id;
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, woken_.get(), &event) != 0) {
        throw NetError(Failure::connect, "this controller is out of resources");
    }
}

Loop::~Loop() {
    stop();
}

void Loop::post(Task task) {
    const std::lock_guard lock(mutex_);
    if (is_ending_ || is_settling_) {
        return;
    }
    begin();
    posted_.push_back(std::move(task));
    wake();
}

void Loop::post_at(Clock::time_point due, Task task) {
    add(due, std::move(task));
}

Loop::Timer Loop::call_at(Clock::time_point due, Task task) {
    Timer timer;
    timer.order_ = add(due, std::move(task));
    timer.loop_ = this;
    return timer;
}

Loop::Order Loop::add(Clock::time_point due, Task task) {
    const std::lock_guard lock(mutex_);
    const Order order{due, ++last_order_};
    if (is_ending_ || is_settling_) {
        return order;
    }
    begin();
    timers_.emplace(order, std::move(task));
    if (timers_.begin()->first == order) {
        wake(); // the wait under way is too long now
    }
    return order;
}

void Loop::begin() {
    if (!thread_.joinable()) {
        const BlockedSignals blocked;
        thread_ = std::thread([this] { run(); });
    }
}

void Loop::wake() {
    if (is_waiting_) {
        is_waiting_ = false;
        const std::uint64_t one = 1;
        // Fails only when the counter is full, and then it is readable already.
        [[maybe_unused]] const auto written = ::write(woken_.get(), &one, sizeof one);
    }
}

Loop::Watch Loop::watch(int descriptor, std::uint32_t events, Watcher& watcher) {
    const auto id = ++last_watch_;
    watchers_.emplace(id, Watched{descriptor, &watcher});
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event) != 0) {
        watchers_.erase(id);
        throw NetError(Failure::connect, "this controller is out of resources");
    }
    Watch watch;
    watch.loop_ = this;
    watch.descriptor_ = descriptor;
    watch.id_ = id;
    return watch;
}

void Loop::end_watch(int descriptor, std::uint64_t id) noexcept {
    watchers_.erase(id);
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, descriptor, nullptr);
}

void Loop::end_timer(const Order& order) noexcept {
    decltype(timers_)::node_type dropped; // outside the lock: a task may own what posts
    const std::lock_guard lock(mutex_);
    dropped = timers_.extract(order);
}

void Loop::stop() {
    std::vector<Task> posted;
    std::map<Order, Task> timers;
    std::thread thread;
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
        posted.swap(posted_);
        timers.swap(timers_);
        thread.swap(thread_);
        wake();
        changed_.notify_all();
    }
    if (thread.joinable()) {
        thread.join();
    }
}

bool Loop::settle(std::chrono::milliseconds bound) {
    std::unique_lock lock(mutex_);
    is_settling_ = true;
    wake();
    return !thread_.joinable() || is_own_thread() ||
           changed_.wait_for(lock, bound, [this] { return is_parked_; });
}

void Loop::run() {
    while (run_tasks()) {
        wait_for_events();
    }
}

bool Loop::run_tasks() {
    std::vector<Task> batch;
    std::unique_lock lock(mutex_);
    is_waiting_ = false;
    batch.swap(posted_);
    const auto may_go_on = [&] { return !is_ending_ && !is_settling_; };
    for (auto& task : batch) {
        if (!may_go_on()) {
            break;
        }
        lock.unlock();
        run_task(task);
        lock.lock();
    }
    // One by one: each may end others.
    for (const auto now = Clock::now();
         may_go_on() && !timers_.empty() && timers_.begin()->first.first <= now;) {
        auto first = timers_.extract(timers_.begin());
        lock.unlock();
        run_task(first.mapped());
        lock.lock();
    }
    if (is_settling_ && !is_ending_) {
        is_parked_ = true; // with what has not begun: nobody destroys it in the middle of an exit
        changed_.notify_all();
        changed_.wait(lock, [this] { return is_ending_; });
    }
    return !is_ending_;
}

void Loop::wait_for_events() {
    int timeout_ms = -1;
    {
        const std::lock_guard lock(mutex_);
        if (is_ending_ || is_settling_ || !posted_.empty()) {
            timeout_ms = 0;
        } else if (!timers_.empty()) {
            // Rounded up: a task must not find that its moment is still to come.
            const auto left =
                std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first.first - Clock::now());
            timeout_ms = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
        }
        is_waiting_ = timeout_ms != 0;
    }
    std::array<epoll_event, events_at_once> events; // written before it is read
    const int ready = ::epoll_wait(epoll_.get(), events.data(), events_at_once, timeout_ms);
    for (int i = 0; i < ready; ++i) {
        const auto& event = events.at(static_cast<std::size_t>(i));
        if (event.data.u64 == wake_id) {
            std::uint64_t count = 0;
            [[maybe_unused]] const auto got = ::read(woken_.get(), &count, sizeof count);
            continue;
        }
        const auto found = watchers_.find(event.data.u64);
        if (found == watchers_.end()) { // its watch was ended by one before it
            continue;
        }
        try {
            const int descriptor = found->second.descriptor;
            found->second.watcher->on_events(descriptor, event.events);
        } catch (...) { // out of memory: a time limit ends what waits
        }
    }
}

} // namespace spotify::net
