#include "weather_rules.hpp"

#include "weather_steps.hpp"

#include <algorithm>
#include <sstream>

namespace contract {

namespace {

using namespace std::chrono_literals;
using spotify::Status;

std::int64_t ms_at(const WeatherRecord& record, Moment at) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(at - record.begins).count();
}

std::string at_text(const WeatherRecord& record, Moment at) {
    return " at +" + std::to_string(ms_at(record, at));
}

bool is_for_a_person(Status status) {
    return status == Status::sign_in_needed || status == Status::premium_required ||
           status == Status::not_allowed || status == Status::not_configured || status == Status::failed;
}

// What differs between the view and the truth; nothing where they are one.
std::string difference(const Sample& sample) {
    const auto& [at, shown, truth, is_stale, status] = sample;
    std::ostringstream text;
    const auto compare = [&text](const char* what, const auto& seen, const auto& really) {
        if (!(seen == really)) {
            text << what << ": shown " << seen << ", truly " << really << "; ";
        }
    };
    compare("status", spotify::word(status), spotify::word(Status::online));
    compare("stale", is_stale, false);
    compare("loaded", shown.is_loaded, truth.is_loaded);
    if (truth.is_loaded) {
        compare("uri", shown.uri, truth.uri);
        compare("playing", shown.is_playing, truth.is_playing);
        compare("shuffle", shown.shuffle, truth.shuffle);
        compare("repeat", shown.repeat, truth.repeat);
        compare("device", shown.device, truth.device);
        compare("volume", shown.volume.value_or(-1), truth.volume.value_or(-1));
        if (std::abs(shown.progress_ms - truth.progress_ms) > 2'000) {
            compare("progress", shown.progress_ms, truth.progress_ms);
        }
    }
    return text.str();
}

} // namespace

Judged nothing_lasting_is_said(const WeatherRecord& record) {
    Judged judged;
    judged.times = static_cast<std::size_t>(std::ranges::count_if(record.exchanges, [&](const Exchange& one) {
        return one.sent_at >= record.works && one.status >= 300;
    }));
    for (const auto& [at, status] : record.statuses) {
        if (at >= record.works && is_for_a_person(status.status)) {
            judged.problems.push_back(std::string{spotify::word(status.status)} + " is said" +
                                      at_text(record, at) + ": " + status.text);
        }
    }
    return judged;
}

Judged view_converges(const WeatherRecord& record) {
    Judged judged;
    const auto settled = record.quiet + 2 * 4s + 6s;
    std::string last;
    for (const auto& sample : record.samples) {
        if (sample.at >= settled) {
            judged.times = 1;
            last = difference(sample);
            if (last.empty()) {
                return judged;
            }
        }
    }
    judged.problems.push_back("in quiet the view does not come to what is so: " + last);
    return judged;
}

std::optional<std::size_t> most_requests_unasked(const WeatherRecord& record) {
    // For so long after it was done a wish may have to be sent once more, or looked at.
    constexpr auto settles_within = 15s;
    std::optional<std::size_t> most;
    auto sent = record.exchanges;
    std::ranges::sort(sent, {}, &Exchange::sent_at);
    for (std::size_t i = 0; i < sent.size(); ++i) {
        const auto from = sent[i].sent_at;
        const auto to = from + 10s;
        const bool is_asked = std::ranges::any_of(record.wishes, [&](const Given& wish) {
            return wish.at < to && std::max(wish.done_at, wish.at) + settles_within > from;
        });
        if (is_asked || to > record.ends) {
            continue;
        }
        const auto end = std::ranges::lower_bound(sent, to, {}, &Exchange::sent_at);
        most = std::max(most.value_or(0), static_cast<std::size_t>(end - sent.begin()) - i);
    }
    return most;
}

} // namespace contract
