// What stands in the messages, written and read. Values, health, outcomes and texts are as in the JSON lines.
// Pure.
#pragma once

#include "host/happening.hpp"
#include "host/schema.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace avhost::mqtt {

constexpr std::size_t largest_command = 64 * 1024; // bytes of a payload; what is larger is refused

// ---- Written

std::string write_online(std::string_view version, const std::vector<std::string>& driven,
                         const std::vector<std::string>& contested);
std::string write_offline(); // the will as well
std::string write_owner(std::string_view host);
std::string write_health(const host::HealthChange& change);
std::string write_state(std::uint64_t revision, const std::vector<dp::NamedValue>& values);
std::string write_event(const host::Event& event);
std::string write_firing(const host::RuleFiring& firing);
// `command` is "action/NAME" or "property/ID"; an empty correlation is left out.
std::string write_completion(std::string_view command, std::string_view correlation,
                             const host::Completion& completion);

// Whether a device counts as online: it works, with or without trouble, or it is on the way and something is
// known of it.
bool is_available(dp::Health health, bool has_values);

// ---- Read. What somebody else wrote is nothing to trust: what does not fit counts as not there.

std::optional<bool> read_status(const std::string& payload); // whether that host is online
std::optional<std::string> read_owner(const std::string& payload);

struct InvokeOrder {
    std::vector<dp::NamedValue> params;
    std::string correlation; // "$correlation"; empty: none
    bool operator==(const InvokeOrder&) const = default;
};
struct Refusal {
    std::string text; // a sentence
    bool operator==(const Refusal&) const = default;
};

// Empty, or a JSON object with a member for each parameter.
std::variant<InvokeOrder, Refusal> read_invoke(const std::string& payload);

// The value as JSON. Where the property is a text, whatever is no JSON string is the text itself, so that a
// person may send off, and a scene may be called 42.
std::variant<dp::Value, Refusal> read_write(const std::string& payload, host::SchemaType type);

} // namespace avhost::mqtt
