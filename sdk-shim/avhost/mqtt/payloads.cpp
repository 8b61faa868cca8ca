#include "mqtt/payloads.hpp"

#include "host/json_text.hpp"

#include <utility>

namespace avhost::mqtt {
namespace {

using host::json_quoted;

std::string list(const std::vector<std::string>& words) {
    std::string text{"["};
    for (const auto& word : words) {
        text += (text.size() > 1 ? "," : "") + json_quoted(word);
    }
    return text + ']';
}

constexpr const char* correlation_key = "$correlation";
constexpr std::size_t longest_correlation = 1024; // bytes

std::optional<std::string> text_member(const std::string& payload, const std::string& key) {
    try {
        const auto object = host::as_object(host::read_json(payload, "message"));
        if (!object.isNull() && object->has(key)) {
            const auto value = host::to_value(object->get(key));
            if (const auto* const text = std::get_if<std::string>(&value)) {
                return *text;
            }
        }
    } catch (const host::JsonError&) {
        // nothing to be had from it
    }
    return std::nullopt;
}

Refusal refuse(std::string text) {
    return Refusal{std::move(text)};
}

bool is_too_large(const std::string& payload) {
    return payload.size() > largest_command;
}

constexpr const char* too_large = "expected a payload of at most 64 KiB";

} // namespace

std::string write_online(std::string_view version, const std::vector<std::string>& driven,
                         const std::vector<std::string>& contested) {
    return R"({"status":"online","version":)" + json_quoted(version) + ",\"devices\":" + list(driven) +
           (contested.empty() ? "" : ",\"contested\":" + list(contested)) + '}';
}

std::string write_offline() {
    return R"({"status":"offline"})";
}

std::string write_owner(std::string_view host) {
    return "{\"host\":" + json_quoted(host) + '}';
}

std::string write_health(const host::HealthChange& change) {
    return "{\"health\":" + json_quoted(dp::word(change.health)) + ",\"cause\":" + json_quoted(change.cause) +
           ",\"text\":" + json_quoted(change.text) + '}';
}

std::string write_state(std::uint64_t revision, const std::vector<dp::NamedValue>& values) {
    return "{\"revision\":" + std::to_string(revision) + ",\"properties\":" + host::write_json(values) + '}';
}

std::string write_event(const host::Event& event) {
    return "{\"at\":" + std::to_string(event.at) + ",\"data\":" + host::write_json(event.data) + '}';
}

std::string write_firing(const host::RuleFiring& firing) {
    return "{\"rule\":" + json_quoted(firing.rule) + ",\"at\":" + std::to_string(firing.at) +
           ",\"because\":" + json_quoted(firing.because) + ",\"text\":" + json_quoted(firing.text) + '}';
}

std::string write_completion(std::string_view command, std::string_view correlation,
                             const host::Completion& completion) {
    return "{\"command\":" + json_quoted(command) +
           ",\"status\":" + json_quoted(dp::word(completion.status)) +
           ",\"text\":" + json_quoted(completion.text) +
           ",\"result\":" + host::write_json(completion.result) +
           (correlation.empty() ? "" : ",\"correlation\":" + json_quoted(correlation)) + '}';
}

bool is_available(dp::Health health, bool has_values) {
    return health == dp::Health::ready || health == dp::Health::degraded ||
           (health == dp::Health::connecting && has_values);
}

std::optional<bool> read_status(const std::string& payload) {
    const auto status = text_member(payload, "status");
    return status ? std::optional{*status == "online"} : std::nullopt;
}

std::optional<std::string> read_owner(const std::string& payload) {
    return text_member(payload, "host");
}

std::variant<InvokeOrder, Refusal> read_invoke(const std::string& payload) {
    if (payload.empty()) {
        return InvokeOrder{};
    }
    if (is_too_large(payload)) {
        return refuse(too_large);
    }
    try {
        const auto object = host::as_object(host::read_json(payload, "payload"));
        if (object.isNull()) {
            return refuse("expected no payload, or a JSON object with the parameters");
        }
        InvokeOrder order;
        for (const auto& name : object->getNames()) {
            auto value = host::to_value(object->get(name));
            if (name != correlation_key) {
                order.params.push_back({name, std::move(value)});
            } else if (const auto* const text = std::get_if<std::string>(&value);
                       text != nullptr && text->size() <= longest_correlation) {
                order.correlation = *text;
            } else {
                return refuse("$correlation: expected a text of at most 1024 bytes");
            }
        }
        return order;
    } catch (const host::JsonError& problem) {
        return refuse(problem.what());
    }
}

std::variant<dp::Value, Refusal> read_write(const std::string& payload, host::SchemaType type) {
    if (is_too_large(payload)) {
        return refuse(too_large);
    }
    const bool is_text = type == host::SchemaType::string;
    try {
        auto value = host::to_value(host::read_json(payload, "payload"));
        if (!is_text || std::holds_alternative<std::string>(value)) {
            return value;
        }
    } catch (const host::JsonError& problem) {
        if (!is_text) {
            return refuse(problem.what());
        }
    }
    if (!host::is_valid_utf8(payload)) {
        return refuse("expected a text in UTF-8");
    }
    return dp::Value{payload};
}

} // namespace avhost::mqtt
