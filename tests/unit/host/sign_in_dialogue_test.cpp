// The rules of the sign-in's dialogue, and the putting together of what is pasted.
#include "paste_buffer.hpp"
#include "sign_in_dialogue.hpp"

#include <doctest/doctest.h>

using namespace avhost;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t first_token = 1; // the waiting for a browser begins with the link

struct Fixture {
    SignInDialogue dialogue{"lobby",
                            "Signer",
                            {"link", "finish", "answer", "forget", "ends", {}},
                            [](std::int64_t at) { return "day " + std::to_string(at); }};

    Steps batch(const std::string& name, dp::Value value) {
        return dialogue.happened(host::Batch{"lobby", 1, 0, {{name, std::move(value)}}});
    }
    Steps link(const std::string& address) { return batch("link", address); }
    Steps health(dp::Health health, const std::string& text) {
        return dialogue.happened(host::HealthChange{"lobby", health, "c", text});
    }
    Steps outcome(std::int64_t token, dp::Status status, const std::string& text = "") {
        return dialogue.happened(host::Completion{"lobby", token, status, text, {}});
    }
};

template <typename Kind>
std::optional<Kind> first(const Steps& steps) {
    for (const auto& step : steps) {
        if (const auto* const found = std::get_if<Kind>(&step)) {
            return *found;
        }
    }
    return std::nullopt;
}

std::string said(const Steps& steps) {
    std::string all;
    for (const auto& step : steps) {
        if (const auto* const say = std::get_if<Say>(&step)) {
            all += say->text;
        }
    }
    return all;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

struct WithLink : Fixture {
    WithLink() {
        dialogue.begin();
        link("https://a/1");
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "the link stands alone on a line, and a browser is awaited beside the paste") {
    const auto begun = dialogue.begin();
    CHECK(has(said(begun), "lobby (Signer)"));
    CHECK(first<SetTimer>(begun) == SetTimer{30s});
    CHECK_FALSE(dialogue.takes_paste());
    const auto shown = link("https://a/1");
    CHECK(has(said(shown), "\nhttps://a/1\n"));
    CHECK(first<SetTimer>(shown) == SetTimer{});
    CHECK(first<AwaitBrowser>(shown) == AwaitBrowser{first_token});
    CHECK(dialogue.takes_paste());
}

TEST_CASE_FIXTURE(Fixture, "the snapshot may bring the link, and other devices' happenings bring nothing") {
    dialogue.begin();
    CHECK(dialogue.happened(host::Batch{"attic", 1, 0, {{"link", std::string{"https://b"}}}}).empty());
    CHECK(dialogue.happened(host::Snapshot{"lobby", 1, 0, {{"link", {}}}}).empty());
    CHECK(first<AwaitBrowser>(
        dialogue.happened(host::Snapshot{"lobby", 2, 0, {{"link", std::string{"https://a/1"}}}})));
}

TEST_CASE_FIXTURE(Fixture, "who is signed in already is told so") {
    dialogue.begin();
    batch("ends", std::int64_t{7});
    CHECK(has(said(link("https://a/1")), "until day 7"));
}

TEST_CASE_FIXTURE(Fixture, "no link in time ends it with a sentence, trouble ends it sooner with its own") {
    dialogue.begin();
    SUBCASE("no link") {
        CHECK(first<Finish>(dialogue.time_is_up()) ==
              Finish{"lobby has brought no sign-in link within 30 s"});
    }
    SUBCASE("trouble") {
        CHECK(first<SetTimer>(health(dp::Health::bad_config, "Give a client id.")) == SetTimer{2s});
        CHECK(first<Finish>(dialogue.time_is_up()) == Finish{"lobby: Give a client id."});
    }
    SUBCASE("trouble that passes") {
        health(dp::Health::failed, "Ouch.");
        CHECK(first<SetTimer>(health(dp::Health::connecting, "")) == SetTimer{30s});
        CHECK(has(first<Finish>(dialogue.time_is_up())->problem, "no sign-in link"));
    }
    SUBCASE("trouble that is no hindrance") {
        health(dp::Health::failed, "Somebody else is signed in.");
        CHECK(first<SetTimer>(link("https://a/1")) == SetTimer{});
        CHECK(dialogue.time_is_up().empty());
    }
}

TEST_CASE_FIXTURE(WithLink, "a good paste ends it with the plugin's sentence and the end of the sign-in") {
    CHECK(first<Submit>(dialogue.pasted("the answer")) == Submit{"the answer", 2});
    CHECK_FALSE(dialogue.takes_paste());
    CHECK(outcome(first_token, dp::Status::canceled).empty());
    SUBCASE("reported before the outcome") {
        batch("ends", std::int64_t{9});
        const auto steps = outcome(2, dp::Status::ok, "You are Pat.");
        CHECK(has(said(steps), "You are Pat.\n"));
        CHECK(has(said(steps), "day 9"));
        CHECK(first<Finish>(steps) == Finish{""});
    }
    SUBCASE("reported after the outcome") {
        const auto steps = outcome(2, dp::Status::ok);
        CHECK(has(said(steps), "lobby is signed in.\n"));
        CHECK(first<SetTimer>(steps) == SetTimer{2s});
        CHECK_FALSE(first<Finish>(steps));
        const auto later = batch("ends", std::int64_t{9});
        CHECK(has(said(later), "day 9"));
        CHECK(first<Finish>(later) == Finish{""});
    }
    SUBCASE("not reported") {
        outcome(2, dp::Status::ok);
        const auto later = dialogue.time_is_up();
        CHECK(said(later).empty());
        CHECK(first<Finish>(later) == Finish{""});
    }
}

TEST_CASE_FIXTURE(WithLink, "what is pasted is never said") {
    const std::string secret = "code=c4nary";
    std::string all = said(dialogue.pasted(secret));
    all += said(outcome(2, dp::Status::bad_argument, "Wrong."));
    CHECK_FALSE(has(all, "c4nary"));
    CHECK(has(all, "Wrong."));
}

TEST_CASE_FIXTURE(WithLink, "after a refusal a new link is shown, whether it comes before or after") {
    dialogue.pasted("x");
    SUBCASE("before") {
        CHECK(link("https://a/2").empty());
        const auto steps = outcome(2, dp::Status::forbidden, "Consent was refused.");
        CHECK(has(said(steps), "Consent was refused.\n"));
        CHECK(has(said(steps), "\nhttps://a/2\n"));
    }
    SUBCASE("after") {
        CHECK_FALSE(has(said(outcome(2, dp::Status::forbidden)), "https://"));
        CHECK(has(said(link("https://a/2")), "\nhttps://a/2\n"));
    }
    SUBCASE("not at all") {
        CHECK_FALSE(has(said(outcome(2, dp::Status::offline)), "https://"));
    }
    CHECK(dialogue.takes_paste());
    CHECK(first<Submit>(dialogue.pasted("y")));
}

TEST_CASE_FIXTURE(WithLink, "a link that changes by itself is shown when no outcome explains it") {
    const auto steps = link("https://a/2");
    CHECK(said(steps).empty());
    CHECK(first<SetTimer>(steps) == SetTimer{5s});
    SUBCASE("a browser used it up") {
        CHECK_FALSE(has(said(outcome(first_token, dp::Status::ok)), "https://"));
    }
    SUBCASE("nothing follows") {
        CHECK(has(said(dialogue.time_is_up()), "\nhttps://a/2\n"));
        CHECK(dialogue.time_is_up().empty());
    }
}

TEST_CASE_FIXTURE(WithLink, "a browser that comes back ends it") {
    batch("ends", std::int64_t{9});
    const auto steps = outcome(first_token, dp::Status::ok, "You are Pat.");
    CHECK(has(said(steps), "You are Pat."));
    CHECK(first<Finish>(steps) == Finish{""});
}

TEST_CASE_FIXTURE(WithLink, "where no browser can be awaited only pasting is spoken of, and none is again") {
    for (const auto status : {dp::Status::unsupported, dp::Status::busy}) {
        Fixture other;
        other.dialogue.begin();
        other.link("https://a/1");
        const auto steps = other.outcome(first_token, status, "Port 8888 is taken.");
        CHECK(has(said(steps), "has to be pasted"));
        CHECK_FALSE(has(said(steps), "8888"));
        other.dialogue.pasted("x");
        other.outcome(2, dp::Status::bad_argument);
        CHECK_FALSE(first<AwaitBrowser>(other.link("https://a/2")));
    }
}

TEST_CASE_FIXTURE(WithLink, "a browser that brings a refusal is awaited again with the new link only") {
    const auto refused = outcome(first_token, dp::Status::forbidden, "Consent was refused.");
    CHECK(has(said(refused), "Consent was refused."));
    CHECK_FALSE(first<AwaitBrowser>(refused));
    CHECK(first<AwaitBrowser>(link("https://a/2")) == AwaitBrowser{2});
}

TEST_CASE_FIXTURE(WithLink, "when the input has ended the browser is still awaited, but only that") {
    CHECK_FALSE(first<Finish>(dialogue.input_ended()));
    SUBCASE("it comes") {
        CHECK(has(said(outcome(first_token, dp::Status::ok, "You are Pat.")), "You are Pat."));
    }
    SUBCASE("it does not") {
        CHECK(first<Finish>(outcome(first_token, dp::Status::timeout)) == Finish{"lobby was not signed in"});
    }
    SUBCASE("it brings a refusal") {
        CHECK(first<Finish>(outcome(first_token, dp::Status::forbidden)) ==
              Finish{"lobby was not signed in"});
    }
    SUBCASE("it cannot be awaited") {
        CHECK(first<Finish>(outcome(first_token, dp::Status::unsupported)) ==
              Finish{"lobby was not signed in"});
    }
}

TEST_CASE_FIXTURE(WithLink, "the end of the input ends it when no browser is awaited") {
    outcome(first_token, dp::Status::timeout);
    CHECK(first<Finish>(dialogue.input_ended()) == Finish{"the input ended before lobby was signed in"});
}

TEST_CASE("a paste may have line ends inside and white space around it") {
    PasteBuffer buffer{PasteBuffer::Source::pipe};
    CHECK_FALSE(buffer.may_be_complete());
    buffer.add(" http://127.0.0.1/?code=A");
    CHECK_FALSE(buffer.may_be_complete());
    buffer.add("B\n");
    CHECK(buffer.may_be_complete());
    buffer.add("CD");
    CHECK_FALSE(buffer.may_be_complete());
    buffer.add(" \r\n");
    CHECK(buffer.may_be_complete());
    CHECK(buffer.take() == "http://127.0.0.1/?code=AB\nCD");
    buffer.add("\n \n");
    CHECK(buffer.take().empty());
    CHECK(buffer.take().empty());
}

TEST_CASE("keys that edit count on a terminal only") {
    const std::string keys = "wrong\x15goof\x7F\x08od\x04";
    PasteBuffer terminal{PasteBuffer::Source::terminal};
    terminal.add(keys);
    CHECK(terminal.is_closed());
    CHECK(terminal.take() == "good");
    PasteBuffer pipe{PasteBuffer::Source::pipe};
    pipe.add(keys);
    CHECK_FALSE(pipe.is_closed());
    CHECK(pipe.take() == keys);
}

TEST_CASE("an endless paste is cut, and its end is seen all the same") {
    PasteBuffer buffer{PasteBuffer::Source::pipe};
    buffer.add(std::string(PasteBuffer::longest + 100, 'x'));
    CHECK_FALSE(buffer.may_be_complete());
    buffer.add("\n");
    CHECK(buffer.may_be_complete());
    CHECK(buffer.take().size() == PasteBuffer::longest - 1);
}
