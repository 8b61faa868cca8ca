// Power cut and SIGKILL between the answer that brought a new refresh token and the token in the store:
// killed at every single step.
#include "auth/token_vault.hpp"
#include "host/file_store.hpp"
#include "temp_dir.hpp"
#include "tracee.hpp"
#include "vault_over.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <string>
#include <vector>

#include <sys/syscall.h>

using spotify::Secret;

namespace {

constexpr int kills = 300;
constexpr std::int64_t consent_at = 1'700'000'000'000;

// From the answer on, the files get their names in this order: dates of consent, refresh token, its predecessor,
// access token.
constexpr int renames_of_a_renewal = 4;
constexpr int rename_of_the_token = 2;

bool is_rename(const contract::Tracee::Step& step) {
    return step.is_exit && step.result == 0 && (step.number == SYS_renameat || step.number == SYS_renameat2);
}

struct Run {
    int steps = 0;   // into and out of system calls, since the answer
    int renames = 0; // that were done
    bool ended = false;
};

// Lets the victim go on for `most` steps after the answer came, then kills it.
Run run(std::vector<std::string> arguments, int most) {
    arguments.insert(arguments.begin(), RENEWAL_VICTIM);
    contract::Tracee victim(arguments);
    REQUIRE(victim.go_on_to_signal(SIGUSR1));
    Run done;
    while (done.steps < most) {
        const auto step = victim.step();
        if (!step || step->signal == SIGUSR2) {
            done.ended = true;
            break;
        }
        if (step->signal == 0) {
            ++done.steps;
            done.renames += is_rename(*step) ? 1 : 0;
        }
    }
    victim.kill();
    return done;
}

} // namespace

TEST_CASE("killed at each step between the answer and the stored token, 300 times") {
    if (!contract::Tracee::is_allowed()) {
        MESSAGE("skipped: this system does not let a process trace its child");
        return;
    }
    const test::TempDir folder;
    const std::string state = (folder.path() / "state").string();
    contract::VaultOver before(state);
    before.vault().store_consent(Secret{"token-0"}, consent_at);

    const auto whole = run({state, "token-1"}, 1'000'000);
    REQUIRE(whole.ended);
    REQUIRE(whole.renames == renames_of_a_renewal);
    REQUIRE(whole.steps > 20);

    std::string present = "token-1";
    int kept = 0;
    int lost = 0;
    for (int i = 0; i < kills; ++i) {
        const int most = i % (whole.steps + 1);
        CAPTURE(most);
        before.forget_access();
        before.vault().forget_predecessor(); // the present one has worked
        const std::string next = "token-" + std::to_string(i + 2);
        const auto done = run({state, next}, most);
        CHECK_FALSE((done.ended && most < whole.steps));

        contract::VaultOver after(state); // as the next start finds it
        const auto stored = after.vault().refresh_token();
        REQUIRE(stored); // it always reads
        CHECK((*stored == Secret{present} || *stored == Secret{next}));
        // Lost only if the kill fell before the write.
        if (done.renames >= rename_of_the_token) {
            CHECK(*stored == Secret{next});
            ++kept;
        } else {
            CHECK(*stored == Secret{present});
            ++lost;
        }
        // Whichever it is, its date is known and is that of the consent.
        const auto date = after.vault().consent_date(*stored);
        REQUIRE(date);
        CHECK(date->consent_at_ms == consent_at);
        // Should it be refused, the one before takes its place, where it is known to be the one before.
        if (after.vault().fall_back(*stored)) {
            CHECK(*stored == Secret{next});
            CHECK(*after.vault().refresh_token() == Secret{present});
            after.vault().store_rotated(Secret{present}, *stored);
        }
        // And the store takes the next one.
        present = "after-" + std::to_string(i);
        after.vault().store_rotated(*stored, Secret{present});
        CHECK(*contract::VaultOver(state).vault().refresh_token() == Secret{present});
    }
    MESSAGE(whole.steps << " steps; of " << kills << " kills " << lost << " fell before the write, " << kept
                        << " after it");
    CHECK(kept > 0);
    CHECK(lost > 0);
}

TEST_CASE(
    "killed at every third step between a new token's refusal and the predecessor's success: the next start "
    "is signed in") {
    if (!contract::Tracee::is_allowed()) {
        MESSAGE("skipped: this system does not let a process trace its child");
        return;
    }
    const test::TempDir folder;
    const auto begin = [&](const std::string& name) {
        const std::string state = (folder.path() / name).string();
        contract::VaultOver before(state);
        before.vault().store_consent(Secret{"before"}, consent_at);
        before.vault().store_rotated(Secret{"before"}, Secret{"new"});
        return state;
    };
    const auto whole = run({begin("whole"), "-", "new"}, 1'000'000);
    REQUIRE(whole.ended);
    REQUIRE(whole.renames > 3); // what is refused, the date, the token, the access token
    for (int most = 0; most < whole.steps; most += 3) {
        CAPTURE(most);
        const auto state = begin(std::to_string(most));
        run({state, "-", "new"}, most);
        CHECK(contract::Tracee({RENEWAL_VICTIM, state, "-", "new"}).go_on_to_signal(SIGUSR2));
        contract::VaultOver after(state);
        CHECK(*after.vault().refresh_token() == Secret{"before"});
        CHECK_FALSE(after.vault().is_refused(Secret{"before"}));
        CHECK(after.vault().shared_access(Secret{"before"}));
        CHECK(after.vault().consent_date(Secret{"before"})->consent_at_ms == consent_at);
    }
    MESSAGE(whole.steps << " steps");
}
