// The whole player as a session's listeners see it: commands that wait, zones, volume, lists, events.
#include "fakes.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <sstream>
#include <thread>

using namespace fakes;
using namespace spotify::player;
using spotify::Membership;
using spotify::Outcome;
using spotify::Result;
using spotify::Status;
using spotify::View;
using spotify::net::Failure;
using spotify::net::NetError;
using spotify::net::Request;
using spotify::net::Response;

namespace {

bool is_token_request(const Request& request) {
    return request.target == "/api/token";
}

bool goes_to(const Request& request, const std::string& method, const std::string& path) {
    return request.method == method && request.target.starts_with("/v1" + path);
}

Response error(int status, const std::string& reason) {
    return answer(status,
                  R"({"error":{"status":)" + std::to_string(status) + R"(,"message":"x","reason":")" +
                      reason + "\"}}",
                  {{"content-type", "application/json"}});
}

// A player that does what it is told. Thread-safe; fields may be set before the account begins, or under
// lock.
struct Player {
    std::mutex mutex;
    bool is_playing = true;
    std::string track = "One";
    int volume = 30;
    bool shuffle = false;
    std::string repeat = "off";
    std::string device_name = "Speaker";
    std::string device_id = "d";
    std::string devices = R"([{"id":"d","name":"Speaker","is_active":true,"volume_percent":30},)"
                          R"({"id":"k","name":"Kitchen","is_active":false,"volume_percent":20}])";
    std::function<std::optional<Response>(const Request&)>
        before; // answers first where it has something to say

    std::string state() const {
        std::ostringstream json;
        json << R"({"device":{"id":")" << device_id << R"(","name":")" << device_name
             << R"(","is_active":true,"supports_volume":true,"volume_percent":)" << volume
             << R"(},"shuffle_state":)" << (shuffle ? "true" : "false") << R"(,"repeat_state":")" << repeat
             << R"(","progress_ms":1000,"context":{"uri":"spotify:playlist:p1","type":"playlist"},)"
             << R"("item":{"type":"track","uri":"spotify:track:)" << track << R"(","name":")" << track
             << R"(","duration_ms":200000,"artists":[{"name":"A"}]},"is_playing":)"
             << (is_playing ? "true" : "false") << "}";
        return json.str();
    }

    Response operator()(const Request& request) {
        if (is_token_request(request)) {
            return answer(200, token("t"));
        }
        if (before) {
            if (auto said = before(request)) {
                return *said;
            }
        }
        const std::lock_guard lock(mutex);
        const auto number = [&] {
            const auto at = request.target.find('=');
            return std::stoi(request.target.substr(at + 1));
        };
        if (goes_to(request, "GET", "/me/player/devices")) {
            return answer(200, R"({"devices":)" + devices + "}");
        }
        if (goes_to(request, "GET", "/me/player/queue")) {
            return answer(200, R"({"queue":[{"type":"track","uri":"spotify:track:Two","name":"Two"}]})");
        }
        if (goes_to(request, "GET", "/me/library/contains")) {
            return answer(200, "[true]");
        }
        if (goes_to(request, "GET", "/me/playlists")) {
            return answer(
                200, R"({"items":[{"name":"Mix","uri":"spotify:playlist:p1","images":null}],"total":1})");
        }
        if (goes_to(request, "GET", "/search")) {
            return answer(
                200,
                R"({"tracks":{"items":[null,{"type":"track","uri":"spotify:track:f","name":"Found"}]}})");
        }
        if (goes_to(request, "GET", "/me/player")) {
            return answer(200, state());
        }
        if (goes_to(request, "GET", "/me")) {
            return answer(200, R"({"display_name":"Anna","id":"anna"})");
        }
        if (goes_to(request, "PUT", "/me/player/play")) {
            is_playing = true;
        } else if (goes_to(request, "PUT", "/me/player/pause")) {
            is_playing = false;
        } else if (goes_to(request, "POST", "/me/player/next")) {
            track += "+";
        } else if (goes_to(request, "POST", "/me/player/previous")) {
            track += "-";
        } else if (goes_to(request, "PUT", "/me/player/volume")) {
            volume = number();
        } else if (goes_to(request, "PUT", "/me/player/shuffle")) {
            shuffle = request.target.find("true") != std::string::npos;
        } else if (goes_to(request, "PUT", "/me/player?") || request.target == "/v1/me/player") {
            device_name = "Kitchen";
            device_id = "k";
            is_playing = true;
        }
        return answer(204);
    }
};

struct Fixture {
    Player player;
    Account account{[this](const Request& request) { return player(request); }};

    void begin(const Membership& membership = {}) {
        account.begin(membership);
        REQUIRE(account.listener.wait_status(Status::online));
    }
    Outcome done(const Wish& wish) {
        Awaited awaited;
        account.submit(wish, awaited);
        return awaited.outcome();
    }
    std::size_t sent(const std::string& method, const std::string& path) {
        std::size_t count = 0;
        for (const auto& request : account.service.requests()) {
            count += goes_to(request, method, path) ? 1U : 0U;
        }
        return count;
    }
    Request last(const std::string& method, const std::string& path) {
        Request found;
        for (const auto& request : account.service.requests()) {
            if (goes_to(request, method, path)) {
                found = request;
            }
        }
        return found;
    }
    View view() { return account.listener.views().back(); }
    ~Fixture() { account.end(); } // before what its handler uses
};

// Holds the first request of a kind until it is let go.
class Gate {
public:
    std::optional<Response> operator()(const Request& request, const std::string& method,
                                       const std::string& path) {
        if (goes_to(request, method, path) && !passed_.exchange(true)) {
            arrived_.set_value();
            open_.get_future().wait();
        }
        return std::nullopt;
    }
    void wait() { REQUIRE(arrived_.get_future().wait_for(patience) == std::future_status::ready); }
    void open() { open_.set_value(); }

private:
    std::atomic<bool> passed_ = false;
    std::promise<void> arrived_;
    std::promise<void> open_;
};

constexpr std::string_view track_uri = "spotify:track:6rqhFgbbKwnb9MLmUQDhG6";

} // namespace

TEST_CASE_FIXTURE(Fixture, "presses of next that wait add up, and each is sent once") {
    Gate gate;
    player.before = [&](const Request& request) { return gate(request, "POST", "/me/player/next"); };
    begin();
    std::array<Awaited, 4> presses;
    account.submit(Next{}, presses[0]);
    gate.wait();
    for (std::size_t i = 1; i < presses.size(); ++i) {
        account.submit(Next{}, presses[i]);
    }
    gate.open();
    for (auto& press : presses) {
        CHECK(press.result() == Result::ok);
    }
    CHECK(sent("POST", "/me/player/next") == presses.size());
    CHECK(account.listener.wait([](const View& seen) { return seen.player.item->name == "One++++"; }));
}

TEST_CASE_FIXTURE(Fixture, "next and previous that both wait cancel each other out") {
    Gate gate;
    player.before = [&](const Request& request) { return gate(request, "PUT", "/me/player/pause"); };
    begin();
    Awaited pause;
    Awaited next;
    Awaited previous;
    account.submit(Pause{}, pause);
    gate.wait();
    account.submit(Next{}, next);
    account.submit(Previous{}, previous);
    CHECK(next.result() == Result::ok);
    CHECK(previous.result() == Result::ok);
    gate.open();
    CHECK(pause.result() == Result::ok);
    CHECK(sent("POST", "/me/player/") == 0);
}

TEST_CASE_FIXTURE(Fixture, "more presses than anybody means are refused, not queued") {
    Gate gate;
    player.before = [&](const Request& request) { return gate(request, "PUT", "/me/player/pause"); };
    begin();
    Awaited pause;
    account.submit(Pause{}, pause);
    gate.wait();
    std::vector<std::unique_ptr<Awaited>> presses;
    for (std::size_t i = 0; i <= most_steps; ++i) {
        presses.push_back(std::make_unique<Awaited>());
        account.submit(Next{}, *presses.back());
    }
    CHECK(presses.back()->result() == Result::busy);
    gate.open();
    for (std::size_t i = 0; i < most_steps; ++i) {
        CHECK(presses[i]->result() == Result::ok);
    }
}

TEST_CASE_FIXTURE(Fixture,
                  "next, previous and queue are never sent twice, whatever becomes of the connection") {
    player.before = [](const Request& request) -> std::optional<Response> {
        if (request.method == "POST" && !is_token_request(request)) {
            throw NetError(Failure::closed, "the connection ended", true);
        }
        return std::nullopt;
    };
    begin();
    for (const auto& wish : {Wish{Next{}}, Wish{Previous{}}, Wish{Enqueue{*parse_spotify_uri(track_uri)}}}) {
        const auto outcome = done(wish);
        CHECK(outcome.result == Result::offline);
        CHECK(outcome.text.find("may have been done") != std::string::npos);
    }
    CHECK(sent("POST", "/me/player/") == 3);
}

TEST_CASE_FIXTURE(
    Fixture, "a drag of the volume is shown at once, and is a handful of requests of which the last wins") {
    Gate gate;
    player.before = [&](const Request& request) { return gate(request, "PUT", "/me/player/volume"); };
    begin();
    std::vector<std::unique_ptr<Awaited>> drags;
    const auto drag = [&](int to) {
        drags.push_back(std::make_unique<Awaited>());
        account.submit(SetVolume{to}, *drags.back());
        CHECK(view().player.device->volume_percent == to);
    };
    drag(31);
    gate.wait();
    for (int percent = 32; percent <= 80; ++percent) {
        drag(percent);
    }
    gate.open();
    CHECK(drags.front()->result() == Result::ok);
    CHECK(drags.back()->result() == Result::ok);
    for (std::size_t i = 1; i + 1 < drags.size(); ++i) {
        CHECK(drags[i]->result() == Result::canceled);
    }
    CHECK(sent("PUT", "/me/player/volume") == 2);
    CHECK(last("PUT", "/me/player/volume").target.ends_with("volume_percent=80"));
}

TEST_CASE_FIXTURE(Fixture, "reads that lag behind a command are never seen") {
    std::atomic<int> stale = 0;
    player.before = [&](const Request& request) -> std::optional<Response> {
        if (goes_to(request, "PUT", "/me/player/")) {
            stale = 2;
        }
        if (request.method == "GET" && request.target.find("additional_types") != std::string::npos &&
            stale > 0) {
            --stale;
            Player of_before;
            return answer(200, of_before.state());
        }
        return std::nullopt;
    };
    begin();
    const auto seen = account.listener.views().size();
    for (const auto& wish : {Wish{SetVolume{70}}, Wish{SetShuffle{true}}, Wish{Pause{}}}) {
        CHECK(done(wish).result == Result::ok);
    }
    Awaited refresh;
    account.refresh(refresh);
    CHECK(refresh.result() == Result::ok);
    const auto views = account.listener.views();
    bool louder = false;
    bool shuffled = false;
    bool paused = false;
    for (std::size_t i = seen; i < views.size(); ++i) {
        const auto& state = views[i].player;
        louder = louder || state.device->volume_percent == 70;
        shuffled = shuffled || state.shuffle == true;
        paused = paused || !state.is_playing;
        CHECK((!louder || state.device->volume_percent == 70)); // once shown, it stays
        CHECK((!shuffled || state.shuffle == true));
        CHECK((!paused || !state.is_playing));
    }
    CHECK((louder && shuffled && paused));
}

TEST_CASE_FIXTURE(Fixture, "what is refused is taken back, with Spotify's reason") {
    player.before = [](const Request& request) -> std::optional<Response> {
        return goes_to(request, "PUT", "/me/player/volume")
                   ? std::optional{error(403, "VOLUME_CONTROL_DISALLOW")}
                   : std::nullopt;
    };
    begin();
    const auto outcome = done(SetVolume{70});
    CHECK(outcome.result == Result::forbidden);
    CHECK(outcome.text.find("own control") != std::string::npos);
    CHECK(account.listener.wait([](const View& seen) { return seen.player.device->volume_percent == 30; }));
    CHECK(view().status.status == Status::online);
}

TEST_CASE_FIXTURE(Fixture, "what is so already costs no request") {
    begin();
    CHECK(done(Play{}).result == Result::ok);
    CHECK(done(SetVolume{30}).result == Result::ok);
    CHECK(done(SetRepeat{"off"}).result == Result::ok);
    CHECK(sent("PUT", "/") == 0);
}

TEST_CASE_FIXTURE(Fixture, "play wakes its zone by transfer, found by name") {
    begin({Attention::background, "Kitchen", 100});
    CHECK(done(Play{}).result == Result::ok);
    CHECK(last("PUT", "/me/player").body == R"({"device_ids":["k"],"play":true})");
    CHECK(account.listener.wait([](const View& seen) { return seen.player.device->name == "Kitchen"; }));
    CHECK(account.listener.wait_event<spotify::DeviceChanged>());
    CHECK(done(Pause{}).result == Result::ok); // here now
    CHECK(last("PUT", "/me/player/pause").target.ends_with("device_id=k"));
}

TEST_CASE_FIXTURE(Fixture, "a device that wakes shows as nothing at first, and the panel does not go blank") {
    std::atomic<int> empty_looks = 0;
    player.before = [&](const Request& request) -> std::optional<Response> {
        if (goes_to(request, "PUT", "/me/player")) {
            empty_looks = 1;
        } else if (goes_to(request, "GET", "/me/player?") && empty_looks > 0) {
            --empty_looks;
            return answer(204);
        }
        return std::nullopt;
    };
    begin({Attention::background, "Kitchen", 100});
    CHECK(done(Play{}).result == Result::ok);
    CHECK(account.listener.wait([](const View& seen) { return seen.player.device->name == "Kitchen"; }));
    CHECK(empty_looks == 0);
    for (const auto& seen : account.listener.views()) {
        CHECK((!seen.is_known || seen.player.item->content == spotify::player::Content::track));
    }
}

TEST_CASE_FIXTURE(Fixture, "a zone never touches another room") {
    begin({Attention::background, "Kitchen", 100});
    CHECK(done(Pause{}).result == Result::ok); // it is quiet here
    for (const auto& wish :
         {Wish{Next{}}, Wish{SetVolume{10}}, Wish{Seek{5}}, Wish{Mute{true}}, Wish{ToggleShuffle{}}}) {
        const auto outcome = done(wish);
        CHECK(outcome.result == Result::no_target);
        CHECK(outcome.text.find("Kitchen") != std::string::npos);
    }
    CHECK(sent("PUT", "/") + sent("POST", "/me/") == 0);
}

TEST_CASE_FIXTURE(Fixture, "a zone whose id has changed is looked up again, once") {
    std::atomic<bool> moved = false;
    player.before = [&](const Request& request) -> std::optional<Response> {
        if (request.method == "PUT" && request.body.find("\"k\"") != std::string::npos && moved) {
            return answer(404, R"({"error":{"status":404,"message":"Device not found"}})");
        }
        return std::nullopt;
    };
    begin({Attention::looking, "Kitchen", 100});
    REQUIRE(account.listener.wait([](const View& seen) { return seen.devices.has_value(); }));
    {
        const std::lock_guard lock(player.mutex);
        player.devices = R"([{"id":"k2","name":"Kitchen"}])";
        moved = true;
    }
    CHECK(done(Play{}).result == Result::ok);
    CHECK(last("PUT", "/me/player").body == R"({"device_ids":["k2"],"play":true})");
    CHECK(sent("GET", "/me/player/devices") == 2);
}

TEST_CASE_FIXTURE(Fixture, "devices that are gone, doubled or restricted each have their sentence") {
    begin({Attention::background, "", 100});
    const auto with = [&](const char* devices) {
        {
            const std::lock_guard lock(player.mutex);
            player.devices = devices;
        }
        return done(Transfer{"Bath"});
    };
    const auto gone = with("[]");
    CHECK(gone.result == Result::no_target);
    CHECK(gone.text.find("does not see") != std::string::npos);
    const auto doubled = with(R"([{"id":"1","name":"Bath"},{"id":"2","name":"Bath"}])");
    CHECK(doubled.result == Result::no_target);
    CHECK(doubled.text.find("several") != std::string::npos);
    const auto restricted = with(R"([{"id":null,"name":"Bath","is_restricted":true}])");
    CHECK(restricted.result == Result::forbidden);
    CHECK(sent("PUT", "/") == 0);
    CHECK(view().status.status == Status::online);
}

TEST_CASE_FIXTURE(Fixture, "nothing is louder than its limit, whoever set it") {
    player.volume = 90;
    begin({Attention::background, "", 40});
    CHECK(account.service.wait_for("PUT", "volume_percent=40", 1));
    CHECK(account.listener.wait([](const View& seen) { return seen.player.device->volume_percent == 40; }));
    CHECK(done(SetVolume{100}).result == Result::ok);
    CHECK(last("PUT", "/me/player/volume").target.ends_with("=40"));
}

TEST_CASE_FIXTURE(Fixture, "mute goes back to where it was") {
    begin();
    CHECK(done(Mute{true}).result == Result::ok);
    CHECK(view().player.device->volume_percent == 0);
    CHECK(done(Mute{std::nullopt}).result == Result::ok);
    CHECK(last("PUT", "/me/player/volume").target.ends_with("=30"));
}

TEST_CASE_FIXTURE(Fixture, "a fade goes in steps and completes at its end; another volume ends it") {
    begin();
    Awaited fade;
    account.session->fade(account.listener, 0, 1500ms, 15s, fade.completion());
    CHECK(fade.result() == Result::ok);
    CHECK(view().player.device->volume_percent == 0);
    const auto steps = sent("PUT", "/me/player/volume");
    CHECK(steps >= 1);
    CHECK(steps <= 3);
    Awaited long_fade;
    account.session->fade(account.listener, 80, 60s, 15s, long_fade.completion());
    CHECK(done(SetVolume{20}).result == Result::ok);
    CHECK(long_fade.result() == Result::canceled);
    CHECK(last("PUT", "/me/player/volume").target.ends_with("=20"));
}

TEST_CASE_FIXTURE(Fixture, "lists come while somebody looks, and only then") {
    begin();
    REQUIRE(account.listener.wait([](const View& seen) { return *seen.account_name == "Anna"; }));
    CHECK(sent("GET", "/me/player/queue") + sent("GET", "/me/library") + sent("GET", "/me/playlists") +
              sent("GET", "/me/player/devices") ==
          0);
    account.session->set_attention(account.listener, Attention::looking);
    CHECK(account.listener.wait([](const View& seen) {
        return seen.queue && seen.queue->front().name == "Two" && seen.devices && seen.devices->size() == 2 &&
               seen.playlists && seen.playlists->front().name == "Mix" && seen.is_favorite == true;
    }));
}

TEST_CASE_FIXTURE(Fixture, "a list that was withdrawn turns off itself and nothing else") {
    player.before = [](const Request& request) -> std::optional<Response> {
        if (goes_to(request, "GET", "/me/playlists") || goes_to(request, "GET", "/me/library")) {
            return answer(403, R"({"error":{"status":403,"message":"Forbidden"}})",
                          {{"content-type", "application/json"}});
        }
        return std::nullopt;
    };
    begin({Attention::looking, "", 100});
    REQUIRE(account.service.wait_for("GET", "/me/playlists", 1));
    REQUIRE(account.service.wait_for("GET", "/me/library", 1));
    REQUIRE(account.listener.wait([](const View& seen) { return seen.queue && seen.devices; }));
    CHECK(done(Next{}).result == Result::ok); // another item: what belongs to it is due again
    REQUIRE(account.service.wait_for("GET", "/me/player/queue", 2));
    CHECK(sent("GET", "/me/playlists") == 1);
    CHECK(sent("GET", "/me/library") == 1);
    CHECK_FALSE(view().playlists);
    CHECK_FALSE(view().is_favorite);
    CHECK(view().status.status == Status::online);
}

TEST_CASE_FIXTURE(Fixture, "a quota that lists have used up does not stop the player") {
    player.before = [](const Request& request) -> std::optional<Response> {
        if (goes_to(request, "GET", "/me/playlists")) {
            return answer(
                429, R"({"error":{"status":429,"message":"Too many requests","reason":"QUOTA_EXCEEDED"}})",
                {{"retry-after", "48925"}});
        }
        return std::nullopt;
    };
    begin({Attention::looking, "", 100});
    using spotify::net::Clock;
    const auto is_shut = [this] {
        return account.governor.closed_until(spotify::api::Service::lists, Clock::now()).has_value();
    };
    for (const auto end = Clock::now() + patience; !is_shut() && Clock::now() < end;) {
        std::this_thread::yield(); // until the answer was taken
    }
    REQUIRE(is_shut());
    Awaited refresh;
    account.refresh(refresh);
    CHECK(refresh.result() == Result::ok);
    CHECK(done(Next{}).result == Result::ok);
    CHECK(view().status.status == Status::online);
    Awaited search;
    account.session->search(account.listener, "x", 15s, search.completion());
    CHECK(search.result() == Result::rate_limited); // of the same bucket: nothing is sent
    CHECK(sent("GET", "/search") == 0);
}

TEST_CASE_FIXTURE(Fixture,
                  "a long wait that a search is told to keep is its own; of the player it is a minute") {
    player.before = [](const Request& request) -> std::optional<Response> {
        return goes_to(request, "GET", "/search")
                   ? std::optional{answer(429, "Too many requests", {{"retry-after", "3600"}})}
                   : std::nullopt;
    };
    begin();
    Awaited search;
    account.session->search(account.listener, "x", 15s, search.completion());
    CHECK(search.result() == Result::rate_limited);
    const auto closed_for = [this](spotify::api::Service service) {
        const auto now = spotify::net::Clock::now();
        return account.governor.closed_until(service, now).value_or(now) - now;
    };
    CHECK(closed_for(spotify::api::Service::lists) > 3'000s);
    CHECK(closed_for(spotify::api::Service::web_api) > 0s);
    CHECK(closed_for(spotify::api::Service::web_api) <= 60s);
}

TEST_CASE_FIXTURE(Fixture, "a search gives JSON") {
    begin();
    Awaited search;
    account.session->search(account.listener, "some & thing", 15s, search.completion());
    const auto outcome = search.outcome();
    CHECK(outcome.result == Result::ok);
    CHECK(outcome.json ==
          R"([{"kind":"track","name":"Found","uri":"spotify:track:f","artist":null,"artwork_url":null}])");
    CHECK(last("GET", "/search").target.find("q=some%20%26%20thing") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a favourite is shown at once, by what was known of it") {
    begin({Attention::looking, "", 100});
    REQUIRE(account.listener.wait([](const View& seen) { return seen.is_favorite == true; }));
    player.before = {};
    // The uri has to be a real one to be a favourite.
    CHECK(done(Favorite{std::nullopt}).result == Result::ok);
    CHECK(last("DELETE", "/me/library").target == "/v1/me/library?uris=spotify%3Atrack%3AOne");
    CHECK(view().is_favorite == false);
}

TEST_CASE_FIXTURE(Fixture, "events for what happens, once each") {
    begin();
    CHECK(done(Pause{}).result == Result::ok);
    CHECK(done(Play{}).result == Result::ok);
    CHECK(done(Next{}).result == Result::ok);
    REQUIRE(account.listener.wait([](const View& seen) { return seen.player.item->name == "One+"; }));
    REQUIRE(account.listener.wait_event<spotify::TrackChanged>());
    CHECK(account.listener.events<spotify::PlaybackStopped>().size() == 1);
    CHECK(account.listener.events<spotify::PlaybackStarted>().size() == 1);
    CHECK(account.listener.events<spotify::TrackChanged>().size() == 1);
    CHECK(account.listener.events<spotify::DeviceChanged>().empty());
}

TEST_CASE_FIXTURE(Fixture, "the transactions of a support bundle hold neither queries nor tokens") {
    begin();
    CHECK(done(SetVolume{70}).result == Result::ok);
    bool seen = false;
    for (const auto& one : account.session->transactions()) {
        CHECK(one.path.find('?') == std::string::npos);
        seen = seen || (one.method == "PUT" && one.path == "/v1/me/player/volume" && one.status == 204);
    }
    CHECK(seen);
}
