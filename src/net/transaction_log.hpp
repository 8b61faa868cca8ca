// The last exchanges of one account, for a support bundle: what was asked and what came, never a header, a
// query, a body or a token. Those of one kind in a row are one entry, so that an hour of polls does not push
// out what went before.
#pragma once

#include "net/transport.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace spotify {

struct Transaction {
    std::int64_t at_ms = 0; // epoch milliseconds, of the first one's beginning
    std::string method;
    std::string path;            // without the query
    int status = 0;              // of the answer; 0 where there was none
    std::string failure;         // why not, in a word
    std::int64_t took_ms = 0;    // the last of them
    std::int64_t times = 1;      // in a row, with nothing else between
    std::int64_t last_at_ms = 0; // epoch milliseconds, of the last one's beginning
};

// A transport in front of another. Thread-safe. What is canceled leaves no entry.
class TransactionLog final : public net::Transport {
public:
    static constexpr std::size_t most = 60;

    explicit TransactionLog(net::Transport& behind)
        : behind_(behind)
        , entries_(std::make_shared<Entries>()) {}

    Ticket begin(const net::Destination& destination, net::Request request, net::TimePoint deadline,
                 Done done) override;
    void cancel(Ticket ticket) override { behind_.cancel(ticket); }

    std::vector<Transaction> last() const; // the oldest first

private:
    struct Entries { // shared with what is under way
        std::mutex mutex;
        std::vector<Transaction> last;
        void add(Transaction transaction);
    };

    net::Transport& behind_;
    const std::shared_ptr<Entries> entries_;
};

} // namespace spotify
