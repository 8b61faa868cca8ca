// The host's language of JSON lines: happenings to lines, lines to commands. Programs outside rely on the
// forms, so names and order of the keys are part of them. Pure.
#pragma once

#include "host/happening.hpp"
#include "host/log.hpp"
#include "host/role.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace host {

struct DeviceInfo;

struct InvokeCommand {
    std::string device;
    std::string action;
    std::vector<dp::NamedValue> params;
    std::int64_t token = 0;
    std::uint32_t timeout_ms = 0; // 0: the plugin's own default

    bool operator==(const InvokeCommand&) const = default;
};

struct WriteCommand {
    std::string device;
    std::string property;
    dp::Value value;
    std::int64_t token = 0;
    std::uint32_t timeout_ms = 0;

    bool operator==(const WriteCommand&) const = default;
};

// The outcome of this token of the same peer is no longer wanted. It comes all the same, as canceled or as it
// turned out; a token that is not pending is passed over, since its outcome may be on the way.
struct CancelCommand {
    std::string device;
    std::int64_t token = 0;

    bool operator==(const CancelCommand&) const = default;
};

struct AttentionCommand {
    std::string device;
    std::int32_t level = 0; // DP_ATTENTION_...

    bool operator==(const AttentionCommand&) const = default;
};

struct SnapshotCommand {
    std::string device;

    bool operator==(const SnapshotCommand&) const = default;
};

// Whether the peer wants to hear of the rules.
struct RulesCommand {
    bool wanted = false;

    bool operator==(const RulesCommand&) const = default;
};

// The site file is to be read again.
struct ReloadCommand {
    bool operator==(const ReloadCommand&) const = default;
};

// Wants to read the log, or no longer.
struct LogCommand {
    bool on = true;

    bool operator==(const LogCommand&) const = default;
};

struct QuitCommand {
    bool operator==(const QuitCommand&) const = default;
};

struct LineError {
    std::string sentence;

    bool operator==(const LineError&) const = default;
};

using Command = std::variant<LineError, InvokeCommand, WriteCommand, CancelCommand, AttentionCommand,
                             SnapshotCommand, RulesCommand, ReloadCommand, LogCommand, QuitCommand>;

Command read_command(std::string_view line);

// None of these ends with a line end.

// A SiteChange has no line of its own: see write_site_line().
std::string write_line(const Happening& happening);
std::string write_rules(const RuleList& list); // the array alone
std::string write_reload_line(bool ok, std::string_view text);
std::string write_error_line(std::string_view sentence,
                             std::string_view line); // quotes 200 characters of it at most
// What there is, and what the reader may do with it.
// `has_keys`: whether readers come in by an access key.
std::string write_site_line(std::string_view title, const std::vector<DeviceInfo>& devices, Role role,
                            std::string_view version, bool has_keys);
std::string write_log_line(const LogRecord& record, std::int64_t at);

} // namespace host
