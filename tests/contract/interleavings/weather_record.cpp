#include "weather_record.hpp"

#include <map>
#include <sstream>

namespace contract {

namespace {

std::string effect_of(const Exchange& exchange) {
    switch (exchange.effect) {
    case Exchange::Effect::taken:
        return " (taken)";
    case Exchange::Effect::ignored:
        return " (ignored)";
    case Exchange::Effect::none:
        break;
    }
    return exchange.method == "GET" ? "" : " (no effect)";
}

} // namespace

std::string text_of(const Playing& playing) {
    if (!playing.is_loaded) {
        return "nothing";
    }
    std::ostringstream text;
    text << (playing.is_playing ? "plays " : "paused ") << playing.uri << " at " << playing.progress_ms
         << " of " << playing.context << ", shuffle " << playing.shuffle << ", repeat " << playing.repeat
         << ", on " << playing.device << ", volume " << playing.volume.value_or(-1);
    return text.str();
}

std::string text_of(const WeatherRecord& record) {
    std::multimap<Moment, std::string> lines;
    for (const auto& one : record.wishes) {
        const auto id = '#' + std::to_string(one.id);
        lines.emplace(one.at, "wish " + id + ": " + one.text);
        if (one.outcome) {
            lines.emplace(one.done_at, "done " + id + ": " +
                                           (one.outcome->result == spotify::Result::ok ? "ok" : "not ok") +
                                           ' ' + one.outcome->text);
        }
        if (one.undone_at) {
            lines.emplace(*one.undone_at, "undone " + id);
        }
    }
    for (const auto& one : record.hands) {
        lines.emplace(one.at, "another hand: " + one.text);
    }
    for (const auto& one : record.weather) {
        lines.emplace(one.from, "begins: " + one.text);
        lines.emplace(one.to, "ends: " + one.text);
    }
    for (const auto& one : record.exchanges) {
        const auto what = one.method + ' ' + one.target +
                          (one.body.empty() || one.target == "/api/token" ? "" : ' ' + one.body);
        lines.emplace(one.sent_at, "  -> " + what);
        lines.emplace(one.ended_at, "  <- " + (one.status == 0 ? "no answer" : std::to_string(one.status)) +
                                        " to " + what + effect_of(one) +
                                        (one.told ? ": " + text_of(*one.told) : ""));
    }
    for (const auto& one : record.statuses) {
        lines.emplace(one.at,
                      "status " + std::string{spotify::word(one.status.status)} + ": " + one.status.text);
    }
    for (const auto& one : record.samples) {
        lines.emplace(one.at, "shown: " + text_of(one.shown) + (one.is_stale ? " (stale)" : ""));
        if (one.truth != one.shown) {
            lines.emplace(one.at, "truth: " + text_of(one.truth));
        }
    }
    lines.emplace(record.quiet, "quiet");
    std::ostringstream all;
    all << "zone \"" << record.zone << "\", at most " << record.volume_limit << ", attention "
        << static_cast<int>(record.attention) << '\n';
    for (const auto& [at, line] : lines) {
        all << '+' << std::chrono::duration_cast<std::chrono::milliseconds>(at - record.begins).count() << ' '
            << line << '\n';
    }
    return all.str();
}

} // namespace contract
