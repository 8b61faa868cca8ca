#include "session_text.hpp"

#include "trace.hpp"

#include <array>

namespace contract {

namespace {

using spotify::player::Device;

std::string text(bool flag) {
    return flag ? "yes" : "no";
}
std::string text(std::int64_t number) {
    return std::to_string(number);
}
std::string text(const std::string& words) {
    return '"' + words + '"';
}
template <typename Value>
std::string text(const std::optional<Value>& value) {
    return value ? text(*value) : std::string{"-"};
}

template <typename List>
std::string joined(const List& list, const auto& text_of) {
    std::string all = "[";
    for (const auto& one : list) {
        all += (all.size() > 1 ? ", " : "") + text_of(one);
    }
    return all + ']';
}

std::string text_of(const Device& device) {
    return text(device.name) + " id " + text(device.id) + ' ' + device.type + " volume " +
           text(device.volume_percent) + " sets " + text(device.supports_volume) + " active " +
           text(device.is_active) + " restricted " + text(device.is_restricted) + " private " +
           text(device.is_private_session);
}

std::string text_of(const spotify::player::Disallows& disallows) {
    std::string all;
    for (const auto& [flag, name] :
         std::array<std::pair<bool, const char*>, 10>{{{disallows.interrupting, "interrupting"},
                                                       {disallows.pausing, "pausing"},
                                                       {disallows.resuming, "resuming"},
                                                       {disallows.seeking, "seeking"},
                                                       {disallows.skipping_next, "next"},
                                                       {disallows.skipping_prev, "previous"},
                                                       {disallows.toggling_repeat_context, "repeat_context"},
                                                       {disallows.toggling_repeat_track, "repeat_track"},
                                                       {disallows.toggling_shuffle, "shuffle"},
                                                       {disallows.transferring, "transferring"}}}) {
        all += flag ? std::string{all.empty() ? "" : ","} + name : std::string{};
    }
    return all;
}

std::string word(spotify::Result result) {
    static constexpr std::array<const char*, 14> words{
        "ok",        "bad_argument", "unsupported",    "busy",      "canceled",
        "timeout",   "offline",      "sign_in_needed", "forbidden", "rate_limited",
        "no_target", "remote",       "storage",        "internal"};
    return words.at(static_cast<std::size_t>(result));
}

void add_player(Fields& fields, const spotify::player::PlayerState& state) {
    fields.emplace_back("content", std::string{spotify::player::word(state.item->content)});
    fields.emplace_back("playing", text(state.is_playing));
    fields.emplace_back("private", text(state.is_private));
    fields.emplace_back("uri", text(state.item->uri));
    fields.emplace_back("name", text(state.item->name));
    fields.emplace_back("artists", joined(state.item->artists, [](const auto& one) { return text(one); }));
    fields.emplace_back("album", text(state.item->album));
    fields.emplace_back("artwork", text(state.item->artwork_url));
    fields.emplace_back("url", text(state.item->url));
    fields.emplace_back("explicit", text(state.item->is_explicit));
    fields.emplace_back("duration", text(state.item->duration_ms));
    fields.emplace_back("progress", text(state.progress_ms));
    fields.emplace_back("context", text(state.context->uri));
    fields.emplace_back("context_type", text(state.context->type));
    fields.emplace_back("shuffle", text(state.shuffle));
    fields.emplace_back("repeat", text(state.repeat));
    fields.emplace_back("disallows", text_of(state.disallows));
    fields.emplace_back("device", state.device ? text_of(*state.device) : "-");
}

} // namespace

std::string SessionText::moment(std::int64_t epoch_ms) const {
    return text(epoch_ms - start_ms_);
}

std::string SessionText::link(const std::string& url) {
    if (url.empty()) {
        return "-";
    }
    return '#' + text(static_cast<std::int64_t>(links_.try_emplace(url, links_.size() + 1).first->second));
}

Fields SessionText::fields_of(const spotify::View& view) {
    const auto moment_of = [this](const std::optional<std::int64_t>& epoch_ms) {
        return epoch_ms ? moment(*epoch_ms) : std::string{"-"};
    };
    Fields fields;
    fields.emplace_back("known", text(view.is_known));
    fields.emplace_back("status", std::string{spotify::word(view.status.status)});
    fields.emplace_back("text", text(view.status.text));
    fields.emplace_back("stale", text(view.is_stale));
    fields.emplace_back("limited_until", moment_of(view.rate_limited_until_ms));
    fields.emplace_back("sign_in_url", link(view.sign_in_url.get()));
    fields.emplace_back("sign_in_ends", moment_of(view.sign_in_ends_ms));
    fields.emplace_back("signed_out", text(view.is_signed_out));
    add_player(fields, view.player);
    fields.emplace_back("progress_at", moment(view.progress_at_ms));
    fields.emplace_back("interval", text(view.poll_interval_ms));
    fields.emplace_back("today", text(view.requests_today));
    fields.emplace_back("per_day", text(view.requests_per_day));
    fields.emplace_back("account", view.account_name ? text(*view.account_name) : "-");
    fields.emplace_back("queue", view.queue ? joined(*view.queue,
                                                     [](const auto& one) {
                                                         return text(one.uri) + ' ' + text(one.name) +
                                                                " by " + text(one.artist) + ' ' +
                                                                text(one.artwork_url);
                                                     })
                                            : "-");
    fields.emplace_back(
        "devices", view.devices ? joined(*view.devices, [](const auto& one) { return text_of(one); }) : "-");
    fields.emplace_back("playlists", view.playlists ? joined(*view.playlists,
                                                             [](const auto& one) {
                                                                 return text(one.uri) + ' ' + text(one.name) +
                                                                        ' ' + text(one.artwork_url);
                                                             })
                                                    : "-");
    fields.emplace_back("favorite", text(view.is_favorite));
    if (!view.unknown_zones.empty()) { // the last, since it comes and goes
        fields.emplace_back("unknown_zones",
                            joined(view.unknown_zones, [](const auto& one) { return text(one.text); }));
    }
    return fields;
}

std::string SessionText::of(const spotify::Event& event) {
    struct Teller {
        SessionText& self;
        std::string operator()(const spotify::TrackChanged& one) const {
            Fields fields;
            add_player(fields, one.state);
            return "track_changed" + differences({}, fields);
        }
        std::string operator()(const spotify::PlaybackStarted&) const { return "playback_started"; }
        std::string operator()(const spotify::PlaybackStopped&) const { return "playback_stopped"; }
        std::string operator()(const spotify::DeviceChanged& one) const {
            return "device_changed " + text(one.device_name);
        }
        std::string operator()(const spotify::RateLimited& one) const {
            return "rate_limited until " + self.moment(one.until_ms);
        }
        std::string operator()(const spotify::SignInNeeded& one) const {
            return "sign_in_needed " + text(one.text) + " link " + self.link(one.url);
        }
        std::string operator()(const spotify::CommandUndone& one) const {
            return "undone " + of(one.outcome);
        }
        std::string operator()(const spotify::SignInExpiring& one) const {
            return "sign_in_expiring in " + text(std::int64_t{one.days_left}) + " days, at " +
                   self.moment(one.ends_at_ms);
        }
    };
    return std::visit(Teller{*this}, event);
}

std::string SessionText::of(const spotify::Outcome& outcome) {
    auto told = word(outcome.result) + ' ' + text(outcome.text);
    if (!outcome.json.empty()) {
        told += " json " + text(static_cast<std::int64_t>(outcome.json.size())) + " bytes " +
                digest(outcome.json);
    }
    return told;
}

std::string differences(const Fields& before, const Fields& now) {
    std::string all;
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (i >= before.size() || before[i] != now[i]) {
            all += ' ' + now[i].first + '=' + now[i].second;
        }
    }
    for (auto i = now.size(); i < before.size(); ++i) {
        all += ' ' + before[i].first + "=-";
    }
    return all;
}

} // namespace contract
