// The last exchanges of one account, for a support bundle: what was asked and what came, never a header, a
// query, a body or a token. Those of one kind in a row are one entry, so that an hour of looks does not push
// out what went before.
#pragma once

#include "net/transport.hpp"

#include <cstdint>
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

// A transport in front of another. Thread-safe.
class TransactionLog final : public net::Transport {
public:
    static constexpr std::size_t most = 60;

    explicit TransactionLog(net::Transport& behind)
        : behind_(behind) {}

    net::Response exchange(const net::Destination& destination, const net::Request& request,
                           net::TimePoint deadline, const net::Cancel& cancel) override;

    std::vector<Transaction> last() const; // the oldest first

private:
    void add(Transaction transaction);

    net::Transport& behind_;
    mutable std::mutex mutex_;
    std::vector<Transaction> last_;
};

} // namespace spotify
