#include "device.hpp"

#include "settings.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace feedthrough {

namespace {

using dp::Outcome;
using dp::Status;

constexpr std::array<std::string_view, 8> property_ids{"flag", "count", "ratio",   "label",
                                                       "mode", "notes", "nothing", "attention"};
constexpr std::array<std::string_view, 6> action_ids{"echo", "set", "tell", "wait", "remember", "recall"};
constexpr std::uint32_t usual_limit_ms = 10'000;
constexpr std::string_view state_key = "label";
constexpr std::string_view secret_key = "note";

const dp::Value* find(const std::vector<dp::NamedValue>& params, std::string_view name) {
    const auto found = std::ranges::find(params, name, &dp::NamedValue::name);
    return found == params.end() ? nullptr : &found->value;
}

// The parameters of an action, checked: known, each once, the needed one there.
std::vector<dp::NamedValue> checked_params(std::string_view action,
                                           const std::vector<dp::NamedValue>& given) {
    const std::string_view needed = action == "echo" ? "label" : action == "set" ? "count" : "";
    std::vector<dp::NamedValue> fitting;
    for (const auto& [name, value] : given) {
        const bool known = action == "set" ? is_setting(name) : !needed.empty() && name == needed;
        if (!known || find(fitting, name) != nullptr) {
            throw dp::Refusal(Status::bad_argument,
                              std::string{action} + ": there is a parameter too many or twice");
        }
        fitting.push_back({name, checked(name, value)});
    }
    if (!needed.empty() && find(fitting, needed) == nullptr) {
        throw dp::Refusal(Status::bad_argument, std::string{action} + "/" + std::string{needed} +
                                                    ": expected a value; it is missing");
    }
    return fitting;
}

} // namespace

Device::Device(Instance& instance, const dp::DeviceOptions& options)
    : instance_(instance)
    , reporter_(options.reporter)
    , config_(options.config) {
    try {
        read_config(config_);
    } catch (const dp::Refusal& refusal) {
        if (refusal.status() == Status::unsupported) { // whatever else is wrong is told by start()
            throw dp::Refusal(Status::bad_argument, refusal.what());
        }
    }
}

Status Device::start() {
    if (queue_.inside()) {
        return Status::wrong_state;
    }
    const std::lock_guard lock(mutex_);
    if (started_) {
        return Status::wrong_state;
    }
    queue_.begin();
    started_ = true;
    report_health();
    set({{"attention", std::int64_t{attention_}}}); // told while it was stopped, perhaps
    return Status::ok;
}

// Health out of the config and, when it is good, the values that it gives.
void Device::report_health() {
    try {
        auto settings = read_config(config_);
        queue_.post([reporter = reporter_] { reporter.health_changed(dp::Health::ready, "ok", ""); });
        set(std::move(settings));
    } catch (const dp::Refusal& refusal) {
        queue_.post([reporter = reporter_, text = std::string{refusal.what()}] {
            reporter.health_changed(dp::Health::bad_config, "config", text);
        });
    }
}

Status Device::stop() {
    if (queue_.inside()) {
        return Status::wrong_state;
    }
    std::map<std::uint64_t, Wait> waiting;
    {
        const std::lock_guard lock(mutex_);
        if (!started_) {
            return Status::ok;
        }
        started_ = false; // from here on nothing is accepted
        waiting.swap(waiting_);
    }
    waiting.clear(); // each completes as canceled
    queue_.post([reporter = reporter_] { reporter.health_changed(dp::Health::stopped, "ok", ""); });
    queue_.finish();
    return Status::ok;
}

Outcome Device::reconfigure(std::string_view config) {
    if (queue_.inside()) {
        return {Status::wrong_state, "a device is not reconfigured from inside its callback"};
    }
    try {
        read_config(config);
    } catch (const dp::Refusal& refusal) {
        return {Status::bad_argument, refusal.what()};
    }
    const std::lock_guard lock(mutex_);
    config_ = config;
    if (started_) {
        report_health();
    }
    return {};
}

dp::Snapshot Device::snapshot() const {
    const std::lock_guard lock(mutex_);
    dp::Snapshot taken{revision_, {}};
    for (const auto id : property_ids) {
        const auto found = values_.find(id);
        taken.values.push_back({std::string{id}, found == values_.end() ? dp::Value{} : found->second});
    }
    return taken;
}

void Device::set(std::vector<dp::NamedValue> values) {
    std::erase_if(values, [this](const dp::NamedValue& item) {
        const auto found = values_.find(item.name);
        return found != values_.end() && found->second == item.value;
    });
    if (values.empty()) {
        return;
    }
    for (const auto& [name, value] : values) {
        values_[name] = value;
    }
    // Under the lock, so that batches leave in the order of their revisions.
    queue_.post([reporter = reporter_, revision = ++revision_, batch = std::move(values)] {
        reporter.properties_changed(revision, batch);
    });
}

dp::Token Device::accept(std::uint64_t number) {
    if (!started_) {
        throw dp::Refusal(Status::wrong_state, "the device is not started");
    }
    if (!pending_.insert(number).second) {
        throw dp::Refusal(Status::bad_argument, "a command with this token is pending");
    }
    return {number, [this](std::uint64_t done, const Outcome& outcome, const dp::Value& result) {
                queue_.post([this, done, outcome, result] {
                    {
                        const std::lock_guard lock(mutex_);
                        pending_.erase(done);
                    }
                    reporter_.completed(done, outcome, result);
                });
            }};
}

Outcome Device::invoke(std::string_view action, const std::vector<dp::NamedValue>& given, std::uint64_t token,
                       std::uint32_t timeout_ms) {
    if (std::ranges::find(action_ids, action) == action_ids.end()) {
        return {Status::unknown_id, "there is no action of that name"};
    }
    const auto params = checked_params(action, given);
    const std::lock_guard lock(mutex_);
    auto accepted = accept(token);
    if (action == "echo") {
        accepted.complete({}, *find(params, "label"));
    } else if (action == "set") {
        set(params);
        accepted.complete({});
    } else if (action == "tell") {
        std::vector<dp::NamedValue> data;
        for (const auto id : setting_ids) {
            const auto found = values_.find(id);
            data.push_back({std::string{id}, found == values_.end() ? dp::Value{} : found->second});
        }
        queue_.post([reporter = reporter_, data] { reporter.event("told", data); });
        accepted.complete({});
    } else if (action == "wait") {
        const auto limit = std::chrono::milliseconds{timeout_ms == 0 ? usual_limit_ms : timeout_ms};
        const auto serial = ++last_wait_;
        waiting_.emplace(token, Wait{serial, std::move(accepted)});
        queue_.post_at(Queue::Clock::now() + limit, [this, token, serial] {
            end_wait(token, serial, {Status::timeout, "nobody ended the wait in time"});
        });
    } else { // the stores may block, so they are asked on the queue
        const bool stores = action == "remember";
        queue_.post([this, stores, later = std::make_shared<dp::Token>(std::move(accepted))] {
            dp::Value result;
            const auto outcome = stores ? remember() : recall(result);
            later->complete(outcome, result);
        });
    }
    return {};
}

void Device::end_wait(std::uint64_t number, std::uint64_t serial, const Outcome& outcome) {
    std::optional<dp::Token> ended;
    {
        const std::lock_guard lock(mutex_);
        const auto found = waiting_.find(number);
        if (found != waiting_.end() && found->second.serial == serial) {
            ended.emplace(std::move(found->second.token));
            waiting_.erase(found);
        }
    }
    if (ended) {
        ended->complete(outcome);
    }
}

Outcome Device::remember() {
    std::string label;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = values_.find("label"); found != values_.end()) {
            label = std::get<std::string>(found->second);
        }
    }
    auto status = instance_.host.state_put(state_key, label);
    if (status == Status::ok) {
        status = instance_.host.secret_put(secret_key, "a note on " + label);
    }
    return {status, status == Status::ok ? "" : "the host's store did not take it"};
}

Outcome Device::recall(dp::Value& result) {
    std::string label;
    const auto status = instance_.host.state_get(state_key, [&](std::string_view text) { label = text; });
    if (status != Status::ok && status != Status::unknown_id) {
        return {status, "the host's store did not give it"};
    }
    try {
        const auto value = checked("label", label); // what was stored is not trusted either
        const std::lock_guard lock(mutex_);
        set({{"label", value}});
    } catch (const dp::Refusal&) {
        return {Status::storage, "the host's store holds something else"};
    }
    result = dp::Json{status == Status::ok ? R"({"found":true})" : R"({"found":false})"};
    return {};
}

Outcome Device::write(std::string_view property, const dp::Value& value, std::uint64_t token, std::uint32_t) {
    if (!is_setting(property)) {
        const bool known = std::ranges::find(property_ids, property) != property_ids.end();
        return known ? Outcome{Status::unsupported, std::string{property} + " is read-only"}
                     : Outcome{Status::unknown_id, "there is no property of that name"};
    }
    const auto fitting = checked(property, value);
    const std::lock_guard lock(mutex_);
    auto accepted = accept(token);
    set({{std::string{property}, fitting}});
    accepted.complete({});
    return {};
}

Status Device::cancel(std::uint64_t token) {
    const std::lock_guard lock(mutex_);
    if (!pending_.contains(token)) {
        return Status::unknown_id;
    }
    if (const auto found = waiting_.find(token); started_ && found != waiting_.end()) {
        queue_.post([this, token, serial = found->second.serial] {
            end_wait(token, serial, {Status::canceled, "canceled"});
        });
    }
    return Status::ok; // done already, or being done: it completes as it turns out
}

Status Device::set_attention(std::int32_t level) {
    if (level < DP_ATTENTION_NONE || level > DP_ATTENTION_LOOKING) {
        return Status::out_of_range;
    }
    const std::lock_guard lock(mutex_);
    attention_ = level;
    if (started_) {
        set({{"attention", std::int64_t{level}}});
    }
    return Status::ok;
}

} // namespace feedthrough
