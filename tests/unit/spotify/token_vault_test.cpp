// What lies in the stores after each write of a rotation and of a fall-back, and what a start makes of it.
#include "auth/token_vault.hpp"
#include "fakes.hpp"

#include <doctest/doctest.h>

using namespace fakes;
using spotify::Secret;
using spotify::auth::TokenVault;

namespace {

constexpr const char* token_key = "account/a/refresh_token";
constexpr const char* predecessor_key = "account/a/refresh_token_before";
constexpr std::int64_t consent_at = 1'700'000'000'000;

// As a power cut does it: the writes after the first few are lost.
class CutShort final : public spotify::SecretStore {
public:
    explicit CutShort(spotify::SecretStore& store)
        : store_(store) {}

    std::optional<Secret> get(const std::string& key) override { return store_.get(key); }
    void put(const std::string& key, const Secret& value) override {
        if (left > 0) {
            --left;
            store_.put(key, value);
        }
    }
    void remove(const std::string& key) override {
        if (left > 0) {
            --left;
            store_.remove(key);
        }
    }
    std::unique_ptr<Lock> lock(const std::string& key, std::chrono::milliseconds most) override {
        return store_.lock(key, most);
    }

    int left = 1'000;

private:
    spotify::SecretStore& store_;
};

struct Fixture {
    Secrets secrets;
    State state;
    CutShort cut{secrets};
    TokenVault vault{"a", "client", cut, state};
    TokenVault next_start{"a", "client", secrets, state};

    std::string stored() { return secrets.text(token_key); }
};

} // namespace

TEST_CASE(
    "a rotation, cut short after each write: the new token before its predecessor, each with its date") {
    for (int writes = 0; writes <= 2; ++writes) {
        CAPTURE(writes);
        Fixture fixture;
        fixture.vault.store_consent(Secret{"old"}, consent_at);
        fixture.cut.left = writes;
        fixture.vault.store_rotated(Secret{"old"}, Secret{"new"});
        CHECK(fixture.stored() == (writes == 0 ? "old" : "new"));
        CHECK(fixture.secrets.get(predecessor_key).has_value() == (writes == 2));
        const auto present = *fixture.next_start.refresh_token();
        CHECK(fixture.next_start.consent_date(present)->consent_at_ms == consent_at);
        CHECK(fixture.next_start.fall_back(present) == (writes == 2));
        CHECK(fixture.stored() == (writes == 1 ? "new" : "old"));
    }
}

TEST_CASE("a rotation of a token that has a predecessor, cut short: no token gets another's") {
    for (int writes = 0; writes <= 2; ++writes) {
        CAPTURE(writes);
        Fixture fixture;
        fixture.vault.store_consent(Secret{"first"}, consent_at);
        fixture.vault.store_rotated(Secret{"first"}, Secret{"second"});
        fixture.cut.left = writes;
        fixture.vault.store_rotated(Secret{"second"}, Secret{"third"});
        CHECK(fixture.stored() == (writes == 0 ? "second" : "third"));
        CHECK(fixture.next_start.fall_back(*fixture.next_start.refresh_token()) == (writes != 1));
        CHECK(fixture.stored() == (writes == 0 ? "first" : writes == 1 ? "third" : "second"));
    }
}

TEST_CASE("a fall-back, cut short after each write: the next start goes on from there") {
    for (int writes = 0; writes <= 2; ++writes) {
        CAPTURE(writes);
        Fixture fixture;
        fixture.vault.store_consent(Secret{"old"}, consent_at);
        fixture.vault.store_rotated(Secret{"old"}, Secret{"new"});
        fixture.vault.remember_refused(Secret{"new"});
        fixture.cut.left = writes;
        fixture.vault.fall_back(Secret{"new"});
        CHECK(fixture.stored() == (writes == 0 ? "new" : "old"));
        const auto present = *fixture.next_start.refresh_token();
        CHECK(fixture.next_start.is_refused(present) == (writes == 0));
        CHECK(fixture.next_start.fall_back(present) == (writes == 0)); // a copy that is left is void
        CHECK(fixture.stored() == "old");
        CHECK(fixture.next_start.consent_date(Secret{"old"})->consent_at_ms == consent_at);
    }
}

TEST_CASE("what was told of the end is not forgotten by falling back") {
    Fixture fixture;
    fixture.vault.store_consent(Secret{"old"}, consent_at);
    fixture.vault.store_rotated(Secret{"old"}, Secret{"new"});
    fixture.vault.set_consent_date(Secret{"new"}, consent_at, 30);
    REQUIRE(fixture.vault.fall_back(Secret{"new"}));
    CHECK(fixture.vault.consent_date(Secret{"old"})->warned == 30);
}

TEST_CASE("a predecessor is of use to the token that replaced it, and to no other") {
    Fixture fixture;
    fixture.vault.store_consent(Secret{"old"}, consent_at);
    fixture.vault.store_rotated(Secret{"old"}, Secret{"new"});
    fixture.secrets.put(token_key, Secret{"by hand"});
    CHECK_FALSE(fixture.vault.fall_back(Secret{"by hand"}));
    TokenVault other_client{"a", "other-client", fixture.secrets, fixture.state};
    CHECK_FALSE(other_client.fall_back(Secret{"new"}));
    const auto mark = Secret{"client\nnew"}.fingerprint();
    for (const std::string& spoilt : {std::string{}, "1 " + mark, std::string{"1 mark old"},
                                      "2 " + mark + " old", "1 " + mark + " o ld"}) {
        CAPTURE(spoilt);
        fixture.secrets.put(predecessor_key, Secret{spoilt});
        CHECK_FALSE(fixture.vault.fall_back(Secret{"new"}));
    }
    CHECK(fixture.stored() == "by hand");
    fixture.vault.forget_void_predecessor(Secret{"by hand"});
    CHECK_FALSE(fixture.secrets.get(predecessor_key));
    fixture.secrets.put(predecessor_key, Secret{"1 " + mark + " old"});
    fixture.vault.forget_void_predecessor(Secret{"new"});
    CHECK(fixture.vault.fall_back(Secret{"new"}));
}

TEST_CASE("a token with white space around it in the store is the one that was rotated") {
    Fixture fixture;
    fixture.secrets.put(token_key, Secret{"old\r\n"});
    fixture.vault.store_rotated(*fixture.vault.refresh_token(), Secret{"new"});
    CHECK(fixture.stored() == "new");
}
