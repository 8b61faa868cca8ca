// The account alone: what comes of an input, in which order, without a clock or a thread.
#include "account/account.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <variant>
#include <vector>

using namespace spotify;
using namespace spotify::account;
using namespace std::chrono_literals;
using State = auth::SignIn::State;

namespace {

constexpr std::int64_t epoch_ms = 1'764'000'000'000;

const std::string playing =
    R"({"device":{"id":"d","name":"Hall","type":"Speaker","volume_percent":30,"is_active":true},)"
    R"("progress_ms":1000,"is_playing":true,"item":{"type":"track","uri":"spotify:track:1",)"
    R"("name":"One","duration_ms":200000,"artists":[{"name":"A"}]}})";

// An account that is signed in, with one member, and what it wanted done last.
struct Fixture {
    explicit Fixture(player::Attention attention = player::Attention::background)
        : account(Settings{}) {
        moment.now = TimePoint{} + 24h;
        moment.epoch_ms = epoch_ms;
        moment.sign_in = {.sign_in = {State::good, ""}, .access_until = moment.now + 1h};
        take(Joined{1, Membership{attention, "", 100}});
        take(Started{});
    }

    const Effects& take(Input input) {
        effects = account.take(std::move(input), moment);
        return effects;
    }
    const Effects& pass(std::chrono::milliseconds span) {
        moment.now += span;
        moment.epoch_ms += span.count();
        return take(MomentChanged{});
    }
    const Effects& answer(Ticket::Purpose purpose, int status, const std::string& body) {
        net::Response response;
        response.status = status;
        response.body = body;
        response.sent_at = response.received_at = moment.now;
        return take(Answered{{purpose}, response});
    }
    Asked asked(CommandId id, std::chrono::milliseconds limit = 10s) const {
        return {.id = id, .owner = 1, .deadline = moment.now + limit};
    }

    template <typename Kind>
    std::vector<Kind> done() const {
        std::vector<Kind> found;
        for (const auto& effect : effects) {
            if (const auto* kind = std::get_if<Kind>(&effect)) {
                found.push_back(*kind);
            }
        }
        return found;
    }
    std::vector<std::string> targets() const {
        std::vector<std::string> found;
        for (const auto& send : done<Send>()) {
            found.push_back(send.request.target);
        }
        return found;
    }

    Account account;
    Moment moment;
    Effects effects;
};

using Purpose = Ticket::Purpose;

} // namespace

TEST_CASE("an account that begins polls the player, and its name once an answer has come") {
    Fixture fixture;
    REQUIRE(fixture.targets() == std::vector<std::string>{"/me/player?additional_types=track,episode"});
    fixture.answer(Purpose::poll, 200, playing);
    CHECK(fixture.targets() == std::vector<std::string>{"/me"});
    REQUIRE(fixture.done<Publish>().size() == 1);
    CHECK(fixture.done<Publish>()[0].view->player.item->name == "One");
    CHECK(fixture.done<Publish>()[0].view->status.status == Status::online);
}

TEST_CASE("what is shown comes before what is told, and the outcome last") {
    Fixture fixture;
    fixture.answer(Purpose::poll, 200, playing);
    fixture.take(CommandAsked{fixture.asked(7), player::Pause{}});
    REQUIRE(fixture.targets() == std::vector<std::string>{"/me/player/pause"});
    fixture.answer(Purpose::command, 403, R"({"error":{"status":403,"reason":"REMOTE_CONTROL_DISALLOW"}})");
    std::vector<std::size_t> order;
    for (const auto& effect : fixture.effects) {
        order.push_back(effect.index());
    }
    CHECK(std::ranges::is_sorted(order));
    REQUIRE(fixture.done<Complete>().size() == 1);
    CHECK(fixture.done<Complete>()[0].id == 7);
    CHECK(fixture.done<Complete>()[0].outcome.result == Result::forbidden);
    CHECK(fixture.done<Publish>().at(0).view->player.is_playing); // the promise is taken back
    CHECK(fixture.done<Tell>().size() == 1);
}

TEST_CASE("a member that joins is shown the view that the others have, and not one of its own") {
    Fixture fixture;
    fixture.answer(Purpose::poll, 200, playing);
    REQUIRE(fixture.done<Publish>().size() == 1);
    const auto view = fixture.done<Publish>()[0].view;
    fixture.take(Joined{2, Membership{}});
    REQUIRE(fixture.done<Publish>().size() == 1);
    CHECK(fixture.done<Publish>()[0].only == 2);
    CHECK(fixture.done<Publish>()[0].view == view); // the pointers
}

TEST_CASE("a list that is under way when the account signs out is not shown to the next") {
    Fixture fixture;
    fixture.answer(Purpose::poll, 200, playing);
    REQUIRE(fixture.targets() == std::vector<std::string>{"/me"});
    fixture.moment.sign_in = {.sign_in = {State::missing, "nobody is signed in"}};
    fixture.take(Renewed{});
    fixture.moment.sign_in = {.sign_in = {State::good, ""}, .access_until = fixture.moment.now + 1h};
    fixture.take(Renewed{});
    fixture.answer(Purpose::list, 200, R"({"display_name":"The one before"})");
    fixture.answer(Purpose::poll, 200, playing);
    REQUIRE(fixture.done<Publish>().size() == 1);
    CHECK_FALSE(fixture.done<Publish>()[0].view->account_name);
    CHECK(fixture.targets() == std::vector<std::string>{"/me"}); // asked for anew
}

TEST_CASE("a command that waits for an access token wakes nothing until there is one") {
    Fixture fixture;
    fixture.answer(Purpose::poll, 200, playing);
    fixture.moment.sign_in.access_until.reset();
    fixture.take(CommandAsked{fixture.asked(7), player::Next{}});
    CHECK(fixture.done<Send>().empty());
    CHECK(fixture.account.due() == fixture.moment.now + 10s); // its time limit
    fixture.moment.sign_in.access_until = fixture.moment.now + 1h;
    fixture.take(Renewed{});
    CHECK(fixture.targets() == std::vector<std::string>{"/me/player/next"});
}

TEST_CASE("a sign-in that lives longer than is reckoned is no reason to wake") {
    Fixture fixture;
    fixture.answer(Purpose::poll, 200, playing);
    const auto age = std::chrono::milliseconds{auth::sign_in_life + std::chrono::days{1}};
    fixture.moment.sign_in.consent = auth::ConsentDate{"mark", fixture.moment.epoch_ms - age.count(), 0};
    fixture.take(MomentChanged{});
    CHECK(fixture.done<Tell>().empty());
    CHECK(*fixture.account.due() > fixture.moment.now);
}

TEST_CASE("the status says that the access token has ended when it ends, not at the next poll") {
    Fixture fixture;
    fixture.answer(Purpose::poll, 200, playing);
    fixture.moment.sign_in.sign_in = {State::trouble, "the sign-in service cannot be reached"};
    fixture.moment.sign_in.access_until = fixture.moment.now + 3s;
    fixture.take(MomentChanged{});
    REQUIRE(fixture.account.due() == fixture.moment.now + 3s);
    fixture.moment.sign_in.access_until.reset();
    fixture.pass(3s);
    REQUIRE(fixture.done<Publish>().size() == 1);
    CHECK(fixture.done<Publish>()[0].view->status.status == Status::offline);
}

TEST_CASE("a command that is answered by a step of its own sends the next one, and completes with the last") {
    Fixture fixture;
    fixture.take(Joined{2, Membership{player::Attention::background, "Kitchen", 100}});
    fixture.answer(Purpose::poll, 200, playing);
    fixture.take(CommandAsked{{.id = 7, .owner = 2, .deadline = fixture.moment.now + 10s}, player::Play{}});
    REQUIRE(fixture.targets() == std::vector<std::string>{"/me/player/devices"});
    fixture.answer(
        Purpose::command, 200,
        R"({"devices":[{"id":"k","name":"Kitchen","type":"Speaker","is_active":false,"volume_percent":20}]})");
    REQUIRE(fixture.targets() == std::vector<std::string>{"/me/player"}); // a transfer wakes it
    CHECK(fixture.done<Send>()[0].request.body.find("\"k\"") != std::string::npos);
    CHECK(fixture.done<Complete>().empty());
    fixture.answer(Purpose::command, 204, "");
    REQUIRE(fixture.done<Complete>().size() == 1);
    CHECK(fixture.done<Complete>()[0].outcome == Outcome{});
}
