#include "mqtt/command_desk.hpp"

#include <utility>

namespace avhost::mqtt {

CommandDesk::CommandDesk(const Topics& topics, std::string discovery_prefix, Host host, Counters& counters)
    : topics_{topics}
    , discovery_prefix_{std::move(discovery_prefix)}
    , host_{std::move(host)}
    , counters_{counters} {}

bool CommandDesk::has_name(const Pending& pending) {
    return !pending.response_topic.empty() && !pending.correlation_data.empty();
}

CommandDesk::Verdict CommandDesk::look(Pending& pending, const Message& message, std::int64_t now,
                                       Publications& out) {
    // One that may not be answered where it wants to be is answered where everybody is.
    if (topics_.may_be_answered_on(message.response_topic, discovery_prefix_)) {
        pending.response_topic = message.response_topic;
        pending.correlation_data = message.correlation;
    }
    pending.name = {message.topic, pending.response_topic, pending.correlation_data};
    if (message.retain) {
        if (!message.payload.empty()) { // else somebody takes a retained one away
            out =
                refuse(pending, dp::Status::bad_argument,
                       "a retained command is not run, since it would run again at each connection; publish "
                       "it without retain");
        }
        return Verdict::answered;
    }
    if (has_name(pending)) {
        const auto seen = recent_.look(pending.name, now);
        if (seen.seen != RecentCommands::Seen::is_new) {
            ++counters_.commands_repeated;
            if (seen.seen == RecentCommands::Seen::is_over) {
                out = deliver(pending, seen.outcome);
            }
            return Verdict::answered;
        }
    }
    if (pending_.size() >= most_pending) {
        out = refuse(pending, dp::Status::busy, "too many commands wait for their outcome");
        return Verdict::answered;
    }
    return Verdict::may_run;
}

Publications CommandDesk::take(const Invoke& invoke, const Message& message, std::int64_t now) {
    Pending pending{invoke.device, "action/" + invoke.action};
    auto read = read_invoke(message.payload);
    auto* const order = std::get_if<InvokeOrder>(&read);
    if (order != nullptr) {
        pending.correlation = order->correlation;
    }
    Publications out;
    if (look(pending, message, now, out) == Verdict::answered) {
        return out;
    }
    if (order == nullptr) {
        return refuse(pending, dp::Status::bad_argument, std::get<Refusal>(read).text);
    }
    const auto token = ++last_token_;
    pending_.emplace(token, std::move(pending));
    ++counters_.commands_run;
    host_.invoke(token, invoke.device, invoke.action, std::move(order->params));
    return out;
}

Publications CommandDesk::take(const Write& write, const Message& message, const host::Manifest* manifest,
                               std::int64_t now) {
    Pending pending{write.device, "property/" + write.property};
    Publications out;
    if (look(pending, message, now, out) == Verdict::answered) {
        return out;
    }
    const auto* const property = manifest != nullptr ? manifest->property(write.property) : nullptr;
    auto read =
        read_write(message.payload, property != nullptr ? property->schema.type : host::SchemaType::any);
    auto* const value = std::get_if<dp::Value>(&read);
    if (value == nullptr) {
        return refuse(pending, dp::Status::bad_argument, std::get<Refusal>(read).text);
    }
    const auto token = ++last_token_;
    pending_.emplace(token, std::move(pending));
    ++counters_.commands_run;
    host_.write(token, write.device, write.property, std::move(*value));
    return out;
}

Publications CommandDesk::take(const host::Completion& completion) {
    const auto found = pending_.find(completion.token);
    if (found == pending_.end()) {
        return {};
    }
    const Pending pending = std::move(found->second);
    pending_.erase(found);
    return answer(pending, completion);
}

Publications CommandDesk::cancel_all(const std::string& why) {
    Publications out;
    for (const auto& [token, pending] : std::exchange(pending_, {})) {
        const auto told = answer(pending, {pending.device, token, dp::Status::canceled, why, {}});
        out.insert(out.end(), told.begin(), told.end());
    }
    return out;
}

Publications CommandDesk::refuse(const Pending& pending, dp::Status status, const std::string& text) {
    ++counters_.commands_refused;
    return answer(pending, {pending.device, 0, status, text, {}});
}

Publications CommandDesk::answer(const Pending& pending, const host::Completion& completion) {
    const std::string payload = write_completion(pending.command, pending.correlation, completion);
    if (has_name(pending)) {
        recent_.over(pending.name, payload);
    }
    return deliver(pending, payload);
}

Publications CommandDesk::deliver(const Pending& pending, const std::string& payload) const {
    Publications out{{topics_.completion(pending.device), payload, false}};
    if (!pending.response_topic.empty()) {
        out.push_back({pending.response_topic, payload, false, pending.correlation_data});
    }
    return out;
}

} // namespace avhost::mqtt
