// What becomes of a favourite that Spotify took: it is read once more, sent once more where it is not so, and told.
#include "speaker.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace account_tests;
namespace player = spotify::player;

namespace {

const std::string library = "/me/library";
const std::string contains = "/me/library/contains";
const spotify::Membership looking{player::Attention::looking, "", 100};
const spotify::Membership in_background{player::Attention::background, "", 100};

struct Library {
    Speaker speaker = {};
    bool is_saved = false;
    int ignored = 0; // so many of the next commands
    bool is_withdrawn = false;
    std::string read_of = {}; // the last target

    Answer operator()(const Request& request, Millis at) {
        const bool is_read = request.target.starts_with(contains);
        if (is_read && is_withdrawn) {
            return response(403);
        }
        if (is_read) {
            read_of = request.target;
            return response(200, is_saved ? "[true]" : "[false]");
        }
        if (request.target.starts_with(library)) {
            if (--ignored < 0) {
                is_saved = request.method == "PUT";
            }
            return response(200);
        }
        return speaker(request, at);
    }
};

struct Fixture {
    Library spotify;
    Timeline timeline;
    spotify::account::CommandId id = 0;

    explicit Fixture(Library with, const spotify::Membership& membership = looking)
        : spotify(std::move(with))
        , timeline(std::ref(spotify), membership) {
        timeline.pass(20s);
        id = timeline.submit(player::Favorite{true});
        timeline.pass(2s);
        REQUIRE(timeline.outcome(id));
        REQUIRE(timeline.outcome(id)->result == Result::ok);
    }
    std::size_t times_put() const { return timeline.sent("PUT", library).size(); }
    std::size_t times_read() const { return timeline.sent("GET", contains).size(); }
};

} // namespace

TEST_CASE("a favourite that Spotify took is read once more and no oftener, whether it is watched or not") {
    for (const auto& membership : {looking, in_background}) {
        Fixture fixture({}, membership);
        const auto before = fixture.times_read();
        fixture.timeline.pass(300s);
        CHECK(fixture.times_read() == before + 1);
        CHECK(fixture.times_put() == 1);
        CHECK(undone(fixture.timeline).empty());
        CHECK(fixture.timeline.view().is_favorite == true);
    }
}

TEST_CASE("one that was not done is sent once more, which nobody sees") {
    Fixture fixture({.ignored = 1});
    const auto views = fixture.timeline.views().size();
    fixture.timeline.pass(60s);
    CHECK(fixture.times_put() == 2);
    CHECK(fixture.spotify.is_saved);
    CHECK(undone(fixture.timeline).empty());
    for (auto view = views - 1; view < fixture.timeline.views().size(); ++view) {
        CHECK(fixture.timeline.views()[view].view.is_favorite == true);
    }
}

TEST_CASE("one that is not done twice is told, and what is so is shown") {
    Fixture fixture({.ignored = 100}, in_background);
    fixture.timeline.pass(60s);
    CHECK(fixture.times_put() == 2);
    REQUIRE(undone(fixture.timeline).size() == 1);
    CHECK(undone(fixture.timeline)[0].id == fixture.id);
    CHECK(undone(fixture.timeline)[0].outcome.result == Result::remote);
    CHECK(fixture.timeline.view().is_favorite == false);
}

TEST_CASE("it is read of the item that it was for, when another plays by then") {
    Fixture fixture({});
    fixture.spotify.speaker.state.name = "Two";
    fixture.spotify.is_saved = true;
    fixture.timeline.pass(2'100ms);
    CHECK(fixture.spotify.read_of.ends_with("One"));
    fixture.timeline.pass(10s);
    CHECK(fixture.spotify.read_of.ends_with("Two")); // and that one's own
}

TEST_CASE("a second wish of the same kind for the same item has a promise of its own") {
    Fixture fixture({});
    fixture.timeline.submit(player::Favorite{false});
    fixture.timeline.submit(player::Favorite{true});
    fixture.timeline.pass(60s);
    CHECK(fixture.spotify.is_saved);
    CHECK(undone(fixture.timeline).empty());
}

TEST_CASE("where the library cannot be read it is asked three times, and nothing is claimed") {
    Fixture fixture({.is_withdrawn = true}, in_background);
    fixture.timeline.pass(600s);
    CHECK(fixture.times_read() == 3);
    CHECK(fixture.times_put() == 1);
    CHECK(undone(fixture.timeline).empty());
}

TEST_CASE("the opposite wish ends what was expected of the one before") {
    Fixture fixture({});
    fixture.timeline.submit(player::Favorite{false});
    fixture.timeline.pass(60s);
    CHECK_FALSE(fixture.spotify.is_saved);
    CHECK(fixture.times_put() == 1);
    CHECK(fixture.timeline.sent("DELETE", library).size() == 1);
    CHECK(undone(fixture.timeline).empty());
    CHECK(fixture.timeline.view().is_favorite == false);
}
