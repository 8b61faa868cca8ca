#include "days/pollers.hpp"

#include "contract/memory_stores.hpp"
#include "contract/virtual_time.hpp"
#include "contract/virtual_transport.hpp"
#include "days/service.hpp"
#include "engine/session.hpp"

#include <charconv>

namespace bench::days {

namespace {

using contract::VirtualTime;
using spotify::net::Request;
using spotify::net::Response;
using TimePoint = spotify::Scheduler::Clock::time_point;
namespace player = spotify::player;

constexpr const char* token = R"({"access_token":"any","expires_in":3600})";

class Door final : public contract::VirtualTransport {
public:
    Door(VirtualTime& time, const Timeline& timeline, std::uint64_t seed)
        : VirtualTransport(time)
        , time_(time)
        , start_(time.now())
        , service_(timeline, seed) {}

    Response exchange(const spotify::net::Destination&, const Request& request, spotify::net::TimePoint,
                      const contract::Canceled&) override {
        using spotify::net::Failure;
        if (is_cut_ || (request.may_send && !request.may_send())) {
            throw spotify::net::NetError(is_cut_ ? Failure::connect : Failure::withheld, "it did not leave");
        }
        Response response;
        response.status = 200;
        if (request.target.starts_with("/api/token")) {
            response.body = token;
            return response;
        }
        if (!request.target.starts_with("/v1/me/player?")) {
            response.status = 404; // a list that was withdrawn
            return response;
        }
        asked_.push_back(now());
        response.sent_at = time_.now();
        sleep();
        const Millis at = now();
        response.body = service_.body(service_.told_at(at), at);
        response.status = response.body.empty() ? 204 : 200;
        sleep();
        response.received_at = time_.now();
        return response;
    }

    Millis now() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(time_.now() - start_).count();
    }
    const std::vector<Millis>& asked() const { return asked_; }
    void cut() { is_cut_ = true; }

private:
    void sleep() { time_.sleep_until(time_.now() + std::chrono::milliseconds{service_.one_way()}); }

    VirtualTime& time_;
    const TimePoint start_;
    Service service_;
    std::vector<Millis> asked_;
    bool is_cut_ = false;
};

class Panel final : public spotify::SessionListener {
public:
    Panel(const Door& door, const Timeline& timeline)
        : door_(door)
        , timeline_(timeline) {}
    void on_view(const std::shared_ptr<const spotify::View>& view) override {
        if (!view->is_known) {
            return;
        }
        const Millis at = door_.now();
        std::size_t moment = 0;
        if (const auto& album = view->player.item->album) {
            std::from_chars(album->data(), album->data() + album->size(), moment);
        } else { // nothing plays: that was told of the last such moment
            moment = moment_at(timeline_, at);
            while (moment > 0 && timeline_[moment].is_loaded) {
                --moment;
            }
        }
        showings.push_back({at, moment});
    }
    void on_event(const spotify::Event&) override {}

    std::vector<Showing> showings{{0, 0}};

private:
    const Door& door_;
    const Timeline& timeline_;
};

} // namespace

Observed by_session(const Timeline& timeline, Millis length, const std::vector<Spell>& looking,
                    std::uint64_t seed, const player::Pace& pace, std::int64_t requests_per_day) {
    VirtualTime time(spotify::Scheduler::Clock::now());
    Door door(time, timeline, seed);
    Panel panel(door, timeline);
    contract::MemorySecrets secrets;
    contract::MemoryState state;
    spotify::api::Governor governor;
    spotify::net::Loop loop; // of a browser that never comes
    const spotify::Executors executors{time, time};
    secrets.put("account/a/refresh_token", spotify::Secret{"any"});
    const auto transport = std::make_shared<spotify::TransactionLog>(door);
    const auto deadlines = std::make_shared<spotify::Deadlines>(state, time, governor, "client");
    const auto vault = std::make_shared<spotify::auth::TokenVault>("a", "client", secrets, state);
    spotify::auth::TokenKeeperSettings keeping{"client", {}, ""};
    keeping.now = [&time] { return time.now(); };
    const auto keeper = std::make_shared<spotify::auth::TokenKeeper>(keeping, executors, vault, transport,
                                                                     governor, deadlines);
    const auto desk = std::make_shared<spotify::auth::SignInDesk>(
        spotify::auth::SignInDeskSettings{
            "client", {}, "", spotify::auth::parse_redirect_uri("http://127.0.0.1/callback")},
        executors, loop, vault, keeper, transport, governor, deadlines);
    spotify::SessionSettings settings{{}, "/v1"};
    settings.pace = pace;
    settings.requests_per_day = requests_per_day;
    const auto session =
        std::make_shared<spotify::Session>(settings, executors, transport, keeper, desk, deadlines, governor);
    session->join(panel, {player::Attention::none, "", 100});
    session->start();
    const auto pass_until = [&](Millis at) {
        time.run_until(time.now() + std::chrono::milliseconds{at - door.now()});
    };
    for (const auto& spell : looking) {
        pass_until(spell.begins);
        session->set_attention(panel, player::Attention::looking);
        pass_until(spell.ends);
        session->set_attention(panel, player::Attention::none);
    }
    pass_until(length);
    Observed observed{panel.showings, door.asked()};
    door.cut();
    pass_until(length + second);
    session->withdraw(panel);
    session->stop();
    desk->finish();
    keeper->finish();
    return observed;
}

Observed by_interval(const Timeline& timeline, Millis length, Millis interval, std::uint64_t seed) {
    Service service(timeline, seed);
    std::mt19937_64 random(seed);
    Observed observed{{{0, 0}}, {}};
    for (Millis at = std::uniform_int_distribution<Millis>(0, interval)(random); at < length;
         at += interval) {
        const Millis asked = at + service.one_way();
        observed.showings.push_back({asked + service.one_way(), service.told_at(asked)});
        observed.asked.push_back(at);
    }
    return observed;
}

} // namespace bench::days
