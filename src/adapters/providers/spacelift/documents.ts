/** What is asked of Spacelift. Documents are small: one field that it does not have fails a whole one. */

export const LOGIN =
  'mutation Login($id:ID!,$secret:String!){apiKeyUser(id:$id,secret:$secret){jwt validUntil}}';

export const VIEWER = 'query Viewer{viewer{id}}';

export const STACKS = `query Stacks($input:SearchInput!){
  viewer{id}
  searchStacks(input:$input){
    edges{node{id name spaceDetails{name} namespace repository branch projectRoot provider}}
    pageInfo{endCursor hasNextPage}
  }
}`;

export const RUNS = `query Runs($stack:ID!,$before:ID){
  viewer{id}
  stack(id:$stack){
    name repository provider vcsDetached isDisabled lockedBy lockNote
    proposedRuns(before:$before){
      id state finished branch createdAt updatedAt triggeredBy canRetry commit{hash}
      delta{addCount changeCount deleteCount importCount moveCount forgetCount}
    }
  }
}`;

export const HISTORY = `query History($stack:ID!,$run:ID!){
  viewer{id}
  stack(id:$stack){run(id:$run){history{state stateVersion hasLogs note}}}
}`;

export const LOGS = `query Logs($stack:ID!,$run:ID!,$state:RunState!,$version:Int,$token:String){
  viewer{id}
  stack(id:$stack){run(id:$run){
    logs(state:$state,stateVersion:$version,token:$token){expired hasMore nextToken messages{message}}
  }}
}`;

/** Without a type Spacelift would start a run that may apply what it plans. */
export const TRIGGER =
  'mutation Trigger($stack:ID!,$commit:String!){runTrigger(stack:$stack,commitSha:$commit,runType:PROPOSED){id}}';

export const RETRY = 'mutation Retry($stack:ID!,$run:ID!){runRetry(stack:$stack,run:$run){id}}';

/** A policy decides what a review does: it may want more than one. */
export const REVIEW =
  'mutation Review($stack:ID!,$run:ID!,$decision:RunReviewDecision!){runReview(stack:$stack,run:$run,decision:$decision){id}}';

/** For a run that waits for a worker. */
export const CANCEL = 'mutation Cancel($stack:ID!,$run:ID!){runCancel(stack:$stack,run:$run){id}}';

/** For a run that works: a signal, which its worker may follow late. */
export const STOP = 'mutation Stop($stack:ID!,$run:ID!){runStop(stack:$stack,run:$run){id}}';
