// One thread that waits for everything: descriptors, moments and what other threads post. Knows nothing of what
// it waits for. (The library's own reactor and poll set race.)
#pragma once

#include "base/executor.hpp"
#include "net/file_descriptor.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace spotify::net {

// post(), post_at(), now(), stop() and settle() are for any thread; all else is for the loop's own, or for any
// while it does not run. The thread begins with the first task and blocks every signal: a signal of the host's is
// not ours to take, and SIGPIPE of a broken TLS connection must not end the host.
class Loop final : public Scheduler {
public:
    // Told of events on a descriptor, and may end the watch, or itself, meanwhile.
    class Watcher {
    public:
        virtual void on_events(int descriptor, std::uint32_t events) = 0; // as of epoll(7)

    protected:
        ~Watcher() = default;
    };

    // Ends with the object. The loop outlives it.
    class Watch {
    public:
        Watch() = default;
        Watch(Watch&& other) noexcept { swap(other); }
        Watch& operator=(Watch&& other) noexcept {
            Watch(std::move(other)).swap(*this);
            return *this;
        }
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;
        ~Watch();

    private:
        friend class Loop;
        void swap(Watch& other) noexcept {
            std::swap(loop_, other.loop_);
            std::swap(descriptor_, other.descriptor_);
            std::swap(id_, other.id_);
        }
        Loop* loop_ = nullptr;
        int descriptor_ = -1;
        std::uint64_t id_ = 0;
    };

    // Ends with the object: its task does not begin any more. The loop outlives it.
    class Timer {
    public:
        Timer() = default;
        Timer(Timer&& other) noexcept { swap(other); }
        Timer& operator=(Timer&& other) noexcept {
            Timer(std::move(other)).swap(*this);
            return *this;
        }
        Timer(const Timer&) = delete;
        Timer& operator=(const Timer&) = delete;
        ~Timer();

    private:
        friend class Loop;
        void swap(Timer& other) noexcept {
            std::swap(loop_, other.loop_);
            std::swap(order_, other.order_);
        }
        Loop* loop_ = nullptr;
        std::pair<Clock::time_point, std::uint64_t> order_;
    };

    // Throws NetError (connect) when the process has no descriptors left.
    Loop();
    // As stop().
    ~Loop() override;
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    Clock::time_point now() const override { return Clock::now(); }
    void post(Task task) override;
    void post_at(Clock::time_point due, Task task) override;

    // The descriptor stays open as long as the watch, the watcher lives as long. Throws NetError (connect) when the
    // system has no room for it.
    Watch watch(int descriptor, std::uint32_t events, Watcher& watcher);
    Timer call_at(Clock::time_point due, Task task);

    // Lets what runs end, joins the thread and drops what has not begun. The last call; not from a task.
    void stop();

    // For the end of the process, which joins no thread: begins no task any more and waits, `bound` at most, until
    // none is in progress, unless the caller is one. The thread stays, asleep: one that ended would clean up
    // OpenSSL's tables for it while the exit does the same. False when the bound was not enough. No lock is held
    // that a task takes.
    bool settle(std::chrono::milliseconds bound);

private:
    using Order = std::pair<Clock::time_point, std::uint64_t>; // of posting, where due at once

    Order add(Clock::time_point due, Task task);
    void begin(); // with the lock held
    void wake();  // with the lock held
    void end_watch(int descriptor, std::uint64_t id) noexcept;
    void end_timer(const Order& order) noexcept;
    void run();
    bool run_tasks(); // false at the end
    void wait_for_events();
    bool is_own_thread() const {
        return std::this_thread::get_id() == thread_.get_id();
    } // with the lock held

    const FileDescriptor epoll_;
    const FileDescriptor woken_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Task> posted_;
    std::map<Order, Task> timers_;
    std::uint64_t last_order_ = 0;
    std::thread thread_;
    bool is_waiting_ = false; // in epoll_wait, or about to, and not woken yet
    bool is_ending_ = false;
    bool is_settling_ = false;
    bool is_parked_ = false;

    struct Watched {
        int descriptor;
        Watcher* watcher;
    };
    std::unordered_map<std::uint64_t, Watched>
        watchers_; // by the watch's id: a descriptor's number comes again
    std::uint64_t last_watch_ = 0;
};

} // namespace spotify::net
