#include "control_settings.hpp"

namespace sim {
namespace {

constexpr std::int64_t many = 1'000'000'000;

void read_retry_after(const Fields& fields, Settings& settings) {
    if (!fields.has("retry_after"))
        return;
    if (fields.is_null("retry_after")) {
        settings.retry_after = RetryAfter::missing;
        return;
    }
    const std::string text = fields.text("retry_after").value();
    settings.retry_after = text == "computed" ? RetryAfter::computed : RetryAfter::fixed;
    settings.retry_after_text = text;
}

bool harmless_in_header(const std::string& text) {
    return text.find_first_of("\r\n") == std::string::npos;
}

} // namespace

void change_settings(World& world, const Fields& fields) {
    fields.allow_only({"command_delay_ms", "read_lag_ms", "wake_ms", "idle_after_ms", "command_success",
                       "rate_limit_30s", "quota_24h", "retry_after", "old_401_text", "development_mode",
                       "extra_fields", "latency_ms", "code_life_ms", "awkward_codes",
                       "omit_error_description", "null_display_name", "private_session",
                       "null_playlist_entry"});
    Settings changed = world.settings;
    changed.timing.command_delay = fields.range("command_delay_ms").value_or(changed.timing.command_delay);
    changed.timing.read_lag = fields.range("read_lag_ms").value_or(changed.timing.read_lag);
    changed.timing.wake = fields.range("wake_ms").value_or(changed.timing.wake);
    changed.timing.idle_after = fields.integer("idle_after_ms", 1, many).value_or(changed.timing.idle_after);
    changed.command_success =
        one_of(fields, "command_success", command_successes).value_or(changed.command_success);
    if (const auto calls = fields.integer("rate_limit_30s", 0, many))
        changed.limits.calls_per_30s = static_cast<int>(*calls);
    if (const auto calls = fields.integer("quota_24h", 0, many))
        changed.limits.calls_per_24h = static_cast<int>(*calls);
    read_retry_after(fields, changed);
    if (!harmless_in_header(changed.retry_after_text))
        throw BadInput("key \"retry_after\" must be one line, \"computed\" or null");
    changed.old_401_text = fields.boolean("old_401_text").value_or(changed.old_401_text);
    changed.development_mode = fields.boolean("development_mode").value_or(changed.development_mode);
    changed.extra_fields = fields.boolean("extra_fields").value_or(changed.extra_fields);
    changed.latency = fields.range("latency_ms").value_or(changed.latency);
    changed.code_life = fields.integer("code_life_ms", 0, many).value_or(changed.code_life);
    changed.awkward_codes = fields.boolean("awkward_codes").value_or(changed.awkward_codes);
    changed.omit_error_description =
        fields.boolean("omit_error_description").value_or(changed.omit_error_description);
    changed.null_display_name = fields.boolean("null_display_name").value_or(changed.null_display_name);
    if (const auto form = fields.one_of("private_session", {"200", "204"}))
        changed.hides_private_session = form == "204";
    changed.null_playlist_entry = fields.boolean("null_playlist_entry").value_or(changed.null_playlist_entry);
    world.settings = changed;
    world.apply_timing();
}

Fault fault_from(const Fields& fields) {
    fields.allow_only(
        {"method", "path", "times", "kind", "status", "headers", "body", "apply", "bytes", "every_ms"});
    Fault fault;
    fault.method = fields.text("method").value_or("");
    fault.path = fields.text("path").value_or("");
    fault.times = fields.integer("times", -1, many).value_or(1);
    if (fault.times == 0)
        throw BadInput("key \"times\" must be -1 for ever, or at least 1");
    const auto kind = fault_kind_from(fields.required_text("kind"));
    if (!kind)
        throw BadInput(
            "key \"kind\" must be one of: status, garbage, truncate, cut, stall, trickle, surplus, "
            "chunked, chunked_cut, close, huge_header, huge_body, empty_200, gzip, hangup_idle");
    fault.kind = *kind;
    fault.apply = fields.boolean("apply").value_or(false);
    fault.bytes = static_cast<std::size_t>(fields.integer("bytes", 1, many).value_or(16LL * 1024 * 1024));
    fault.every_ms = fields.integer("every_ms", 1, 3'600'000).value_or(1000);
    const auto status = fields.integer("status", 200, 599);
    if (fault.kind == FaultKind::status && !status)
        throw BadInput("key \"status\" must be given for this kind, as an integer from 200 to 599");
    fault.reply.status = static_cast<unsigned>(status.value_or(200));
    fault.reply.body = fields.text("body").value_or("");
    if (const auto headers = fields.object("headers"); !headers.isNull())
        for (const auto& [name, value] : *headers) {
            if (!value.isString() || !harmless_in_header(name + value.extract<std::string>()))
                throw BadInput("key \"headers\" must be an object of one-line strings");
            fault.reply.headers.emplace_back(name, value.extract<std::string>());
        }
    return fault;
}

} // namespace sim
