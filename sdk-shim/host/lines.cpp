#include "host/lines.hpp"

#include "device_plugin.h"
#include "host/host.hpp"
#include "host/json_text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <stdexcept>

namespace host {
namespace {

constexpr std::size_t most_quoted = 200; // characters

constexpr std::array<std::pair<std::string_view, std::int32_t>, 3> levels{
    {{"none", DP_ATTENTION_NONE},
     {"background", DP_ATTENTION_BACKGROUND},
     {"looking", DP_ATTENTION_LOOKING}}};

class Refusal : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Reader {
public:
    explicit Reader(std::string_view line)
        : object_{as_object(read_json(std::string{line}, "line"))} {
        if (object_.isNull()) {
            throw Refusal{"expected a JSON object"};
        }
    }

    Command read() {
        static constexpr std::array<std::string_view, 9> kinds{
            "invoke", "write", "cancel", "attention", "snapshot", "log", "rules", "reload", "quit"};
        const auto count = std::count_if(kinds.begin(), kinds.end(), [&](auto kind) { return has(kind); });
        if (count != 1) {
            throw Refusal{"expected exactly one of the keys invoke, write, cancel, attention, snapshot, log, "
                          "rules, reload, quit"};
        }
        Command command;
        if (has("quit")) {
            yes("quit");
            command = QuitCommand{};
        } else if (has("reload")) {
            yes("reload");
            command = ReloadCommand{};
        } else if (has("rules")) {
            command = RulesCommand{yes_or_no("rules")};
        } else if (has("log")) {
            command = LogCommand{yes_or_no("log")};
        } else if (has("snapshot")) {
            yes("snapshot");
            command = SnapshotCommand{text("device")};
        } else if (has("cancel")) {
            command = CancelCommand{text("device"), token("cancel")};
        } else if (has("attention")) {
            command = AttentionCommand{text("device"), level()};
        } else if (has("write")) {
            if (!has("value")) {
                throw Refusal{"value: expected a value; it is missing"};
            }
            command = WriteCommand{text("device"), text("write"), to_value(take("value")), token("token"),
                                   timeout()};
        } else {
            command = InvokeCommand{text("device"), text("invoke"), params(), token("token"), timeout()};
        }
        if (object_->size() > 0) {
            throw Refusal{object_->getNames().front() + ": expected no such key in this command"};
        }
        return command;
    }

private:
    bool has(std::string_view key) const { return object_->has(std::string{key}); }

    // What is left in the object at the end was not expected.
    Json take(const std::string& key) {
        Json value = object_->has(key) ? object_->get(key) : Json{};
        object_->remove(key);
        return value;
    }

    std::string text(const std::string& key) {
        const auto value = to_value(take(key));
        if (const auto* found = std::get_if<std::string>(&value)) {
            return *found;
        }
        throw Refusal{key + ": expected a text"};
    }

    void yes(const std::string& key) {
        if (to_value(take(key)) != dp::Value{true}) {
            throw Refusal{key + ": expected true"};
        }
    }

    bool yes_or_no(const std::string& key) {
        const auto value = to_value(take(key));
        if (const auto* found = std::get_if<bool>(&value)) {
            return *found;
        }
        throw Refusal{key + ": expected true or false"};
    }

    std::optional<std::int64_t> integer(const std::string& key) {
        const auto value = to_value(take(key));
        const auto* const found = std::get_if<std::int64_t>(&value);
        return found != nullptr ? std::optional{*found} : std::nullopt;
    }

    std::int64_t token(const std::string& key) {
        const auto found = integer(key);
        if (!found) {
            throw Refusal{key + ": expected an integer"};
        }
        return *found;
    }

    std::uint32_t timeout() {
        if (!has("timeout_ms")) {
            return 0;
        }
        const auto found = integer("timeout_ms");
        if (!found || *found < 0 || *found > std::numeric_limits<std::uint32_t>::max()) {
            throw Refusal{"timeout_ms: expected an integer from 0 to 4294967295"};
        }
        return static_cast<std::uint32_t>(*found);
    }

    std::int32_t level() {
        const std::string word = text("attention");
        for (const auto& [name, level] : levels) {
            if (name == word) {
                return level;
            }
        }
        throw Refusal{"attention: expected none, background or looking"};
    }

    std::vector<dp::NamedValue> params() {
        std::vector<dp::NamedValue> params;
        if (has("params")) {
            const auto object = as_object(take("params"));
            if (object.isNull()) {
                throw Refusal{"params: expected an object"};
            }
            for (const auto& name : object->getNames()) {
                params.push_back({name, to_value(object->get(name))});
            }
        }
        return params;
    }

    JsonObject object_;
};

std::string begin(const std::string& device) {
    return "{\"device\":" + json_quoted(device);
}

struct Writer {
    std::string operator()(const Batch& batch) const {
        const std::string from = batch.from != 0 ? ",\"from\":" + std::to_string(batch.from) : std::string{};
        return begin(batch.device) + from + ",\"revision\":" + std::to_string(batch.revision) +
               ",\"at\":" + std::to_string(batch.at) + ",\"properties\":" + write_json(batch.changed) + '}';
    }
    std::string operator()(const Event& event) const {
        return begin(event.device) + ",\"event\":" + json_quoted(event.name) +
               ",\"at\":" + std::to_string(event.at) + ",\"data\":" + write_json(event.data) + '}';
    }
    std::string operator()(const HealthChange& change) const {
        return begin(change.device) + ",\"health\":" + json_quoted(dp::word(change.health)) +
               ",\"cause\":" + json_quoted(change.cause) + ",\"text\":" + json_quoted(change.text) + '}';
    }
    std::string operator()(const Completion& completion) const {
        return begin(completion.device) + ",\"completed\":" + std::to_string(completion.token) +
               ",\"status\":" + json_quoted(dp::word(completion.status)) +
               ",\"text\":" + json_quoted(completion.text) + ",\"result\":" + write_json(completion.result) +
               '}';
    }
    std::string operator()(const Snapshot& snapshot) const {
        return begin(snapshot.device) + ",\"snapshot\":" + write_json(snapshot.values) +
               ",\"revision\":" + std::to_string(snapshot.revision) +
               ",\"at\":" + std::to_string(snapshot.at) + '}';
    }
    std::string operator()(const RuleFiring& firing) const {
        return "{\"rule\":" + json_quoted(firing.rule) + ",\"at\":" + std::to_string(firing.at) +
               ",\"because\":" + json_quoted(firing.because) + ",\"text\":" + json_quoted(firing.text) + '}';
    }
    std::string operator()(const RuleList& list) const { return "{\"rules\":" + write_rules(list) + '}'; }
    std::string operator()(const RuleCauses& causes) const {
        std::string line = begin(causes.device) + ",\"because\":[";
        for (const auto& cause : causes.causes) {
            line += line.back() == '[' ? "" : ",";
            line += "{\"property\":" + json_quoted(cause.property) + ",\"rule\":" + json_quoted(cause.rule) +
                    ",\"text\":" + json_quoted(cause.text) + '}';
        }
        return line + "]}";
    }
    std::string operator()(const SiteChange&) const { return {}; }
};

// The first `most_quoted` characters of valid UTF-8.
std::string_view beginning(std::string_view text) {
    std::size_t end = 0;
    for (std::size_t count = 0; end < text.size(); ++end) {
        const bool begins_character = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
        if (begins_character && ++count > most_quoted) {
            break;
        }
    }
    return text.substr(0, end);
}

} // namespace

Command read_command(std::string_view line) {
    try {
        return Reader{line}.read();
    } catch (const JsonError& problem) {
        return LineError{problem.what()};
    } catch (const Refusal& refusal) {
        return LineError{refusal.what()};
    }
}

std::string write_line(const Happening& happening) {
    return std::visit(Writer{}, happening);
}

std::string write_rules(const RuleList& list) {
    std::string text{"["};
    for (const auto& rule : list.rules) {
        text += text.back() == '[' ? "" : ",";
        text += "{\"name\":" + json_quoted(rule.name) + ",\"when\":" + json_quoted(rule.when) +
                ",\"fired\":" + std::to_string(rule.fired) +
                ",\"last_at\":" + (rule.last_at == 0 ? "null" : std::to_string(rule.last_at)) +
                ",\"last\":" + json_quoted(rule.last) + '}';
    }
    return text + ']';
}

std::string write_reload_line(bool ok, std::string_view text) {
    return std::string{"{\"reload\":"} + (ok ? "\"ok\"" : "\"failed\"") + ",\"text\":" + json_quoted(text) +
           '}';
}

std::string write_error_line(std::string_view sentence, std::string_view line) {
    // A character has four bytes at most, so more than this is never needed of a long line.
    const std::string valid = valid_utf8(line.substr(0, 4 * (most_quoted + 1)));
    return "{\"error\":" + json_quoted(sentence) + ",\"line\":" + json_quoted(beginning(valid)) + '}';
}

std::string write_log_line(const LogRecord& record, std::int64_t at) {
    return "{\"log\":{\"at\":" + std::to_string(at) + ",\"level\":" + json_quoted(dp::word(record.level)) +
           ",\"text\":" + json_quoted(log_text(record)) + "}}";
}

std::string write_site_line(std::string_view title, const std::vector<DeviceInfo>& devices, Role role,
                            std::string_view version, bool has_keys) {
    std::string line{"{\"site\":{\"devices\":["};
    for (const auto& device : devices) {
        line += line.back() == '[' ? "" : ",";
        line += "{\"id\":" + json_quoted(device.id) + ",\"title\":" + json_quoted(device.title) +
                ",\"name\":" + json_quoted(device.name) + ",\"properties\":" + device.properties_json +
                ",\"actions\":" + device.actions_json;
        line += device.sign_in_json.empty() ? "}" : ",\"sign_in\":" + device.sign_in_json + '}';
    }
    return line + "],\"title\":" + json_quoted(title) + ",\"role\":" + json_quoted(word(role)) +
           (has_keys ? ",\"keys\":true" : "") + ",\"version\":" + json_quoted(version) + "}}";
}

} // namespace host
