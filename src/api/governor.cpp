#include "api/governor.hpp"

#include "api/retry_after.hpp"

#include <algorithm>

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <sstream>

namespace spotify::api {

std::optional<Governor::TimePoint> Governor::closed_until(Service service, TimePoint now) const {
    const std::lock_guard lock(mutex_);
    const auto open_at = [&](const Gate& gate) {
        return gate.until && *gate.until > now ? gate.until : std::nullopt;
    };
    if (service == Service::accounts) {
        return open_at(accounts_);
    }
    const auto web_api = open_at(web_api_);
    const auto lists = service == Service::lists ? open_at(lists_) : std::nullopt;
    return web_api && lists ? std::max(web_api, lists) : web_api ? web_api : lists;
}

Governor::TimePoint Governor::refused(Service service, TimePoint now,
                                      std::optional<std::chrono::milliseconds> stated, double jitter) {
    const std::lock_guard lock(mutex_);
    auto& [until, in_a_row] = gate(service);
    TimePoint next = now;
    if (stated) {
        in_a_row = 0;
        next += *stated;
    } else {
        next += unstated_wait(in_a_row++, jitter);
    }
    until = until ? std::max(*until, next) : next;
    return *until;
}

void Governor::answered(Service service) {
    const std::lock_guard lock(mutex_);
    gate(service).unstated_in_a_row = 0;
}

namespace {

std::int64_t minute_of(Governor::TimePoint now) {
    return std::chrono::duration_cast<std::chrono::minutes>(now.time_since_epoch()).count();
}

constexpr std::int64_t minutes_in_a_day = 24 * 60;

} // namespace

void Governor::sent(TimePoint now) {
    const std::lock_guard lock(mutex_);
    ++sent_[minute_of(now)];
    sent_.erase(sent_.begin(), sent_.lower_bound(minute_of(now) - minutes_in_a_day));
}

std::int64_t Governor::sent_in_a_day(TimePoint now) const {
    const std::lock_guard lock(mutex_);
    std::int64_t sum = 0;
    for (auto one = sent_.lower_bound(minute_of(now) - minutes_in_a_day); one != sent_.end(); ++one) {
        sum += one->second;
    }
    return sum;
}

void Governor::restore(Service service, TimePoint until) {
    const std::lock_guard lock(mutex_);
    auto& gate_until = gate(service).until;
    gate_until = gate_until ? std::max(*gate_until, until) : until;
}

std::string to_text(const StoredDeadlines& deadlines) {
    Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
    object.set("web_api", deadlines.web_api);
    object.set("accounts", deadlines.accounts);
    object.set("lists", deadlines.lists);
    std::ostringstream text;
    object.stringify(text);
    return text.str();
}

StoredDeadlines deadlines_from(const std::string& text) {
    try {
        const auto object = Poco::JSON::Parser().parse(text).extract<Poco::JSON::Object::Ptr>();
        return {object->optValue<std::int64_t>("web_api", 0), object->optValue<std::int64_t>("accounts", 0),
                object->optValue<std::int64_t>("lists", 0)};
    } catch (const Poco::Exception&) {
        return {};
    }
}

} // namespace spotify::api
