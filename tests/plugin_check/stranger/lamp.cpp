// A lamp that nobody sees: a second driver, as short as it can be and keep its promises.
#include "dp/entry.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <set>
#include <thread>

namespace {

using dp::Outcome;
using dp::Status;

struct Lamps {
    explicit Lamps(const dp_host&) {}
};

// Reports wait in a queue, and whoever finds nobody delivering delivers, without the lock.
class Lamp {
public:
    Lamp(Lamps&, const dp::DeviceOptions& options)
        : reporter_(options.reporter) {
        if (options.config != "{}") {
            throw dp::Refusal(Status::bad_argument, "config: {} is expected");
        }
    }
    ~Lamp() { stop(); }

    Status start() {
        std::unique_lock lock(mutex_);
        if (started_ || inside()) {
            return Status::wrong_state;
        }
        started_ = true;
        calls_.push_back([this] { reporter_.health_changed(dp::Health::ready, "ok", ""); });
        deliver(lock);
        return Status::ok;
    }

    Status stop() {
        std::unique_lock lock(mutex_);
        if (inside()) {
            return Status::wrong_state;
        }
        if (started_) {
            started_ = false; // from here on nothing is accepted
            calls_.push_back([this] { reporter_.health_changed(dp::Health::stopped, "ok", ""); });
            deliver(lock);
            idle_.wait(lock, [this] { return !delivering_; });
        }
        return Status::ok;
    }

    Outcome reconfigure(std::string_view config) {
        if (inside_callback()) {
            return {Status::wrong_state, "not from inside a callback"};
        }
        return config == "{}" ? Outcome{} : Outcome{Status::bad_argument, "config: {} is expected"};
    }

    bool inside_callback() const {
        const std::lock_guard lock(mutex_);
        return inside();
    }

    dp::Snapshot snapshot() const {
        const std::lock_guard lock(mutex_);
        return {revision_, {{"on", revision_ == 0 ? dp::Value{} : dp::Value{on_}}}};
    }

    Outcome invoke(std::string_view action, const std::vector<dp::NamedValue>& params, std::uint64_t token,
                   std::uint32_t) {
        if (action != "toggle") {
            return {Status::unknown_id, "there is no action of that name"};
        }
        if (!params.empty()) {
            return {Status::bad_argument, "toggle takes no parameter"};
        }
        return set(std::nullopt, token);
    }

    Outcome write(std::string_view property, const dp::Value& value, std::uint64_t token, std::uint32_t) {
        if (property != "on") {
            return {Status::unknown_id, "there is no property of that name"};
        }
        const auto* wanted = std::get_if<bool>(&value);
        return wanted != nullptr ? set(*wanted, token)
                                 : Outcome{Status::wrong_type, "on: true or false is expected"};
    }

    Status cancel(std::uint64_t token) {
        const std::lock_guard lock(mutex_);
        return pending_.contains(token) ? Status::ok : Status::unknown_id; // done already: it completes
    }

private:
    bool inside() const { return delivering_ && deliverer_ == std::this_thread::get_id(); }

    Outcome set(std::optional<bool> wanted, std::uint64_t token) {
        std::unique_lock lock(mutex_);
        if (!started_) {
            return {Status::wrong_state, "the lamp is not started"};
        }
        if (!pending_.insert(token).second) {
            return {Status::bad_argument, "the token is pending"};
        }
        const bool on = wanted.value_or(!on_);
        if (on != on_ || revision_ == 0) {
            on_ = on;
            calls_.push_back([this, on, revision = ++revision_] {
                reporter_.properties_changed(revision, {{"on", on}});
            });
        }
        calls_.push_back([this, token] {
            {
                const std::lock_guard inner(mutex_);
                pending_.erase(token);
            }
            reporter_.completed(token, {});
        });
        deliver(lock);
        return {};
    }

    void deliver(std::unique_lock<std::mutex>& lock) {
        if (delivering_) {
            return;
        }
        delivering_ = true;
        deliverer_ = std::this_thread::get_id();
        while (!calls_.empty()) {
            const auto call = std::move(calls_.front());
            calls_.pop_front();
            lock.unlock();
            call();
            lock.lock();
        }
        delivering_ = false;
        idle_.notify_all();
    }

    const dp::Reporter reporter_;
    mutable std::mutex mutex_;
    std::condition_variable idle_;
    std::deque<std::function<void()>> calls_;
    bool delivering_ = false;
    std::thread::id deliverer_;
    bool started_ = false;
    bool on_ = false;
    std::uint64_t revision_ = 0;
    std::set<std::uint64_t> pending_;
};

} // namespace

extern "C" DP_EXPORT const dp_plugin* dp_entry_v1(void) {
    static constexpr auto table = dp::Entry<Lamps, Lamp>::table("example.lamp", "1.0");
    return &table;
}
