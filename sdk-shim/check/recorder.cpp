#include "check/recorder.hpp"

#include "host/json_text.hpp"

namespace check {

void Recorder::note(const std::function<void()>& keep) {
    {
        const std::lock_guard guard(mutex_);
        ++count_;
        keep();
        news_.notify_all();
    }
    if (inside) {
        inside();
    }
}

void Recorder::on_properties(std::uint64_t, std::vector<dp::NamedValue> changed) {
    note([&] { texts_.push_back(host::write_json(changed)); });
}

void Recorder::on_event(std::string name, std::vector<dp::NamedValue> data) {
    note([&] { texts_.push_back(name + ' ' + host::write_json(data)); });
}

void Recorder::on_health(dp::Health health, std::string cause, std::string text) {
    note([&] {
        texts_.push_back(cause + ' ' + text);
        healths_.push_back({health, std::move(cause), std::move(text)});
    });
}

void Recorder::on_completed(std::uint64_t token, dp::Outcome outcome, dp::Value result) {
    note([&] {
        texts_.push_back(outcome.text + ' ' + host::write_json(result));
        outcomes_.push_back({token, std::move(outcome), std::move(result)});
    });
}

bool Recorder::wait(std::chrono::milliseconds time, const Holds& holds) {
    std::unique_lock guard(mutex_);
    return news_.wait_for(guard, time, [&] { return holds(*this); });
}

std::vector<Recorder::Health> Recorder::healths() const {
    const std::lock_guard guard(mutex_);
    return healths_;
}
std::vector<Recorder::Outcome> Recorder::outcomes() const {
    const std::lock_guard guard(mutex_);
    return outcomes_;
}
std::map<std::uint64_t, int> Recorder::times() const {
    const std::lock_guard guard(mutex_);
    std::map<std::uint64_t, int> times;
    for (const auto& one : outcomes_) {
        ++times[one.token];
    }
    return times;
}
std::size_t Recorder::count() const {
    const std::lock_guard guard(mutex_);
    return count_;
}
std::vector<std::string> Recorder::texts() const {
    const std::lock_guard guard(mutex_);
    return texts_;
}

} // namespace check
